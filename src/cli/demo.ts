import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { AddOutcome, Status } from '../api.ts';
import { AppSession } from './app-session.ts';
import { askInPage } from './ask-in-page.ts';
import { listFiles, readLines, SAMPLES } from './document-folder.ts';
import { readEmbedder } from './embedder-option.ts';
import { printReport, type DemoReport } from './demo-report.ts';

interface DemoOptions {
  docs: string;
  questions: string[];
  json: boolean;
  device?: 'webgpu' | 'wasm';
  embedder?: string;
  generate: boolean;
  write?: 'wasm' | 'any-gpu';
  engine?: string;
}

async function readOptions(): Promise<DemoOptions> {
  const { values } = parseArgs({
    options: {
      docs: { type: 'string' },
      ask: { type: 'string', multiple: true, default: [] },
      questions: { type: 'string' },
      device: { type: 'string' },
      embedder: { type: 'string' },
      generate: { type: 'boolean', default: false },
      engine: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const questions = [...values.ask, ...(values.questions ? await readLines(values.questions) : [])];
  if (questions.length === 0 && !values.docs)
    questions.push(...(await readLines(join(SAMPLES, 'questions.txt'))));
  if (questions.length === 0)
    throw new Error('Nothing is asked: give --ask "…" or --questions FILE with one question a line.');
  return {
    docs: resolve(values.docs ?? SAMPLES),
    questions,
    json: values.json,
    generate: values.generate,
    // A model is to be seen at work, on an imitated GPU as well.
    ...(values.generate ? { write: values.device === 'wasm' ? 'wasm' : 'any-gpu' } : {}),
    ...(values.engine ? { engine: values.engine } : {}),
    ...readDevice(values.device),
    ...readEmbedder(values.embedder),
  };
}

function readDevice(device: string | undefined): Pick<DemoOptions, 'device'> {
  if (device === undefined) return {};
  if (device === 'webgpu' || device === 'wasm') return { device };
  throw new Error('--device is webgpu or wasm.');
}

/** How often a long step says how far it is. */
const REPORT_MS = 5_000;

/** Times steps by name, and says on the error output what is going on. */
class Stopwatch {
  readonly steps: Record<string, number> = {};

  /** `describe` tells how far a step is; it is asked every few seconds. */
  async run<T>(
    name: string,
    what: string,
    work: () => Promise<T>,
    describe?: () => Promise<string>,
  ): Promise<T> {
    process.stderr.write(`${what} …\n`);
    const tell = (): void => void describe?.().then((text) => process.stderr.write(`  ${text}\n`), ignore);
    const timer = describe && setInterval(tell, REPORT_MS);
    const started = performance.now();
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.steps[name] = Math.round(performance.now() - started);
    }
  }
}

/** A status that cannot be had is no reason to stop: the step itself fails when something is wrong. */
function ignore(): void {}

function describeEngines(status: Status): Record<string, string> {
  const { embedder, generator, index, embedderError } = status;
  const meaning = embedder
    ? `${embedder.modelId} ${embedder.dtype} on ${embedder.device === 'webgpu' ? 'WebGPU' : 'WASM'} (${embedder.runtime}, ${embedder.threads} thread(s))`
    : `none: ${embedderError?.message ?? 'not loaded'}`;
  return {
    embedder: meaning,
    search: `${index.kind} of all vectors (int8, then int16) and BM25 on WASM/JavaScript`,
    generator: describeGenerator(generator),
  };
}

function modelsOf({ embedder, generator }: Status): DemoReport['models'] {
  const { modelId, files } = generator;
  return [
    ...(embedder ? [{ id: embedder.modelId, files: embedder.files }] : []),
    ...(modelId && files ? [{ id: modelId, files }] : []),
  ];
}

function describeGenerator({ author, engine, device, adapter, refused = [] }: Status['generator']): string {
  const place = [device, adapter].filter(Boolean).join(', ');
  const passed = refused.map((other) => `${other.engine} on ${other.device}: ${other.reason}`).join('; ');
  return `${author.name} (${engine ? `${engine}, ` : ''}${place})${passed ? `; passed over: ${passed}` : ''}`;
}

function failuresOf(outcomes: readonly AddOutcome[]): DemoReport['failed'] {
  return outcomes.flatMap(({ id, error }) => (error ? [{ document: id, ...error }] : []));
}

async function run(options: DemoOptions): Promise<DemoReport & { ownHost: string }> {
  const watch = new Stopwatch();
  const files = await listFiles(options.docs);
  const session = await watch.run('start', 'Opening the app', () => AppSession.open(options));
  let report: Omit<DemoReport, 'hosts'>;
  try {
    const progress = (): Promise<string> => session.describeProgress();
    const { docs, questions } = options;
    const outcomes = await watch.run('read', `Reading ${docs}`, () => session.add(files), progress);
    await watch.run('embed', 'Computing the meaning of passages', () => session.settled(), progress);
    if (options.generate)
      await watch.run('load model', 'Loading the language model', () => session.loadGenerator());
    const asking = `Asking ${questions.length} questions`;
    const answers = await watch.run('answer', asking, () =>
      askInPage(session.page, questions, options.generate),
    );
    const status = await session.status();
    report = {
      answers,
      failed: failuresOf(outcomes),
      steps: watch.steps,
      engines: describeEngines(status),
      ...(status.recommendedEmbedder ? { recommendedEmbedder: status.recommendedEmbedder } : {}),
      models: modelsOf(status),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
  return { ...report, hosts: await session.close(), ownHost: new URL(session.url).host };
}

try {
  const options = await readOptions();
  const { ownHost, ...report } = await run(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
  const foreign = report.hosts.filter((host) => host !== ownHost);
  if (foreign.length > 0) {
    process.stderr.write(`Other hosts were contacted: ${foreign.join(', ')}\n`);
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
