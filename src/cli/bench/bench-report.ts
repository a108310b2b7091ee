import type { EmbeddingResult, GenerationResult, HopResult, TurnsResult } from './bench-api.ts';
import type { LoadTimes } from './load-worker.ts';

/** The figures, each a ratio to a baseline of the same run unless its name says otherwise. */
export interface Figures {
  /** Time of page → embedder worker → page over the network alone on the same batches of tokens, less 1. */
  embedTax?: number;
  /** Time of page → generator worker, streaming, over the library's `generate` for as many tokens, less 1. */
  generateTax?: number;
  /** An empty call to a worker and back, milliseconds. */
  hopMs?: number;
  /** Time of the library's pipeline in batches of 8 as they come over our embedder's, for texts of mixed lengths. */
  sortedSpeedup?: number;
  /** Time to the first token of a second turn over that of the first, both with a question of as many tokens; of several engines the worst. */
  secondTurn?: number;
  /** Share of a cold load (server, verified store, engine started) in which a hash was under way. */
  verifyShare?: number;
  /** Time that reading 1 GiB takes longer with verification than without; of several layouts the worst. */
  verifySecondsPerGiB?: number;
  /** Peak memory of the page's process with verification, less that without; of several layouts the worst. */
  verifyExtraMiB?: number;
}

/** A read of a made-up model with and without verification. */
export interface ReadingResult {
  layout: string;
  gib: number;
  rounds: number;
  /** Medians, seconds. */
  verifiedSeconds: number;
  plainSeconds: number;
  /** With a hash under way, seconds for each GiB; most of it beside the transfer. */
  hashSecondsPerGiB: number;
  /** Median over the rounds of the difference, seconds for each GiB. */
  extraSecondsPerGiB: number;
  /** Peaks of the page's process; absent where the system does not tell them. */
  verifiedPeakMiB?: number;
  plainPeakMiB?: number;
  extraMiB?: number;
}

export interface BenchReport extends Figures {
  /** What each figure was compared with. */
  baselines: Partial<Record<keyof Figures, string>>;
  /** What is asked of each figure, and those that missed it in this run. */
  targets: Partial<Record<keyof Figures, string>>;
  missed: string[];
  details: {
    embed?: EmbeddingResult;
    generate?: GenerationResult;
    hop?: HopResult;
    turns?: TurnsResult[];
    load?: { modelId: string; runs: LoadTimes[] };
    read?: ReadingResult[];
  };
  /** Versions of the engines by npm name. */
  engines: Record<string, string>;
  device: {
    browser: string;
    processor: string;
    cores: number;
    /** Programs that waited for a core, before and after (Unix load of one minute). */
    loadBefore: number;
    loadAfter: number;
  };
  /** With tiny models, which says nothing about real ones. */
  isQuick: boolean;
}

interface Target {
  bound: number;
  isUpper: boolean;
}

const TARGETS: Readonly<Partial<Record<keyof Figures, Target>>> = {
  embedTax: { bound: 0.02, isUpper: true },
  generateTax: { bound: 0.02, isUpper: true },
  sortedSpeedup: { bound: 1.5, isUpper: false },
  secondTurn: { bound: 0.5, isUpper: true },
  verifyShare: { bound: 0.05, isUpper: true },
  verifySecondsPerGiB: { bound: 2, isUpper: true },
  verifyExtraMiB: { bound: 64, isUpper: true },
};

/** What is asked for, in words, and which figures miss it. */
export function judge(figures: Figures): Pick<BenchReport, 'targets' | 'missed'> {
  const targets: BenchReport['targets'] = {};
  const missed: string[] = [];
  for (const name of Object.keys(TARGETS) as (keyof Figures)[]) {
    const target = TARGETS[name];
    if (!target) continue;
    const { bound, isUpper } = target;
    targets[name] = `${isUpper ? '≤' : '≥'} ${bound}`;
    const value = figures[name];
    if (value === undefined) continue;
    // Not the opposite comparison, which a NaN would pass.
    if (!(isUpper ? value <= bound : value >= bound)) missed.push(name);
  }
  return { targets, missed };
}

/** Prints the figures as a table. */
export function printReport(report: BenchReport): void {
  const { baselines, targets, missed, device, engines, details, isQuick } = report;
  for (const name of Object.keys(baselines) as (keyof Figures)[]) {
    const value = report[name];
    if (value === undefined) continue;
    const mark = missed.includes(name) ? 'missed' : '';
    print(`${name.padEnd(20)} ${value.toFixed(3).padStart(8)}  ${(targets[name] ?? '').padEnd(7)} ${mark}`);
    print(`  ${baselines[name] ?? ''}${describeSpread(name, details)}`);
  }
  print(`\n${device.browser} on ${device.processor}, ${device.cores} cores,`);
  print(`load ${device.loadBefore.toFixed(1)} before and ${device.loadAfter.toFixed(1)} after.`);
  for (const [name, version] of Object.entries(engines)) print(`${name} ${version}`);
  if (isQuick) print('Tiny models: these figures say nothing about real ones.');
}

function describeSpread(name: keyof Figures, { embed, generate }: BenchReport['details']): string {
  const comparison = {
    embedTax: embed?.tax,
    generateTax: generate?.tax,
    sortedSpeedup: embed?.sorted,
  }[name as string];
  if (!comparison) return '';
  const { low, high, cpuRatio, rounds } = comparison;
  const cpu = cpuRatio === undefined ? '' : `, by time on a core ${cpuRatio.toFixed(3)}`;
  return `; ratio in half of ${rounds} rounds ${low.toFixed(3)} to ${high.toFixed(3)}${cpu}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
