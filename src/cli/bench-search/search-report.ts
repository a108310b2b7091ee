import type { FIGURES, Figure } from './search-api.ts';
import type { Judged } from './ratios.ts';
import type { ResultRow } from './results.ts';

/** What `npm run bench:search -- --json` prints. */
export interface SearchReport {
  results: ResultRow[];
  /** By name and size, as `scanToBound100k`; of two kinds of data the worse. */
  ratios: Record<string, number>;
  /** What each ratio compares, and what is asked of it. */
  targets: Record<string, string>;
  /** Names of the ratios that missed what is asked of them, in this run. */
  failed: string[];
  /** What was left out, and why. */
  notes: string[];
  /** What each figure is. Times in milliseconds. */
  figures: typeof FIGURES;
  versions: Record<string, string>;
  device: {
    browser: string;
    /** The kernel that the scan runs on. */
    kernel: string;
    processor: string;
    cores: number;
    /** Programs that waited for a core, before and after (Unix load of one minute). */
    loadBefore: number;
    loadAfter: number;
  };
}

/** The parts of a report that follow from the ratios and rows. */
export function summarise(
  judged: Readonly<Record<string, Judged>>,
): Pick<SearchReport, 'ratios' | 'targets' | 'failed'> {
  const entries = Object.entries(judged);
  return {
    ratios: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    targets: Object.fromEntries(
      entries.map(([name, { what, target }]) => [name, target ? `${what}: ${target}` : what]),
    ),
    failed: entries.filter(([, { isMissed }]) => isMissed).map(([name]) => name),
  };
}

/** How engines searched, and why figures are missing: each once, with where it was so. */
export function notesOf(rows: readonly ResultRow[]): string[] {
  const notes = new Map<string, { figures: Set<string>; places: Set<string> }>();
  const note = (line: string, place: string, figure?: string): void => {
    const { figures, places } = notes.get(line) ?? { figures: new Set(), places: new Set() };
    if (figure !== undefined) figures.add(figure);
    notes.set(line, { figures, places: places.add(place) });
  };
  for (const { n, data, engine, why, setup } of rows) {
    if (setup !== undefined) note(`${engine}: ${setup}`, `${n} ${data}`);
    for (const [figure, reason] of Object.entries(why))
      if (figure !== 'coldRead') note(`${engine} ${reason}`, `${n} ${data}`, figure);
  }
  return [...notes].map(
    ([line, { figures, places }]) =>
      `${line} (${[[...figures].join(', '), [...places].join(', ')].filter(Boolean).join('; ')})`,
  );
}

const COLUMNS: readonly Figure[] = [
  'p50',
  'p99',
  'recall10',
  'build',
  'store',
  'append100',
  'coldLoad',
  'bytesPerVector',
  'diskBytes',
  'filter10',
  'filter1',
];

export function printReport({
  results,
  ratios,
  targets,
  failed,
  notes,
  device,
  versions,
}: SearchReport): void {
  const lines = results.map(({ n, data, engine, ...row }) => ({
    n,
    data,
    engine,
    ...Object.fromEntries(COLUMNS.map((name) => [name, row[name] === null ? '–' : round(row[name])])),
  }));
  console.table(lines);
  for (const [name, value] of Object.entries(ratios)) {
    const mark = failed.includes(name) ? 'MISSED ' : '';
    console.log(`${name.padEnd(24)} ${String(round(value)).padStart(8)}  ${mark}${targets[name] ?? ''}`);
  }
  for (const note of notes) console.log(`– ${note}`);
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(
    `${device.browser}, kernel ${device.kernel}, ${device.processor}, ${device.cores} cores, load ${round(device.loadBefore)} to ${round(device.loadAfter)}; ${names.join(', ')}. Times in milliseconds.`,
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
