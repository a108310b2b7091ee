import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { AppSession, type AppElement } from './app-session.ts';
import { addFiles, askAll, summarise, type Asked, type Latency } from './bench-ask/asking.ts';
import { Prose, writeDocument } from './bench-ask/prose.ts';
import { readEmbedder } from './embedder-option.ts';

/** How long each document is that is there before, in characters. */
const BASE_CHARACTERS = 8_000;
/** Of what is added while questions are asked; more of it than can be embedded meanwhile. */
const ADDED_CHARACTERS = 250_000;
const IDLE_PAUSE_MS = 300;
/** Long enough that passages are embedded again when the next question comes: they rest for a second after each. */
const BUSY_PAUSE_MS = 2000;
/** Questions that are not counted: the first ones find nothing in caches. */
const WARM_UP = 5;

/** What `npm run bench:ask -- --json` prints. Times are in milliseconds. */
export interface AskReport {
  /** Nothing else goes on; half of the questions before all that follows, half after it, with the same documents. */
  idle: Latency;
  /** Large documents are read, split and stored, one after the other, and embedded. */
  reading: Latency;
  /** All are read; their passages are embedded. */
  embedding: Latency;
  ratios: Record<'reading' | 'embedding', { p50: number; p95: number }>;
  ingest: { documents: number; passages: number; embedded: number };
  device: { embedder: string; processor: string; cores: number; loadBefore: number; loadAfter: number };
}

interface BenchOptions {
  json: boolean;
  questions: number;
  documents: number;
  embedder?: string;
}

function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      questions: { type: 'string', default: '25' },
      documents: { type: 'string', default: '8' },
      embedder: { type: 'string' },
    },
  });
  const questions = Number(values.questions);
  if (!Number.isInteger(questions) || questions < 2) throw new Error('--questions is a whole number from 2.');
  const documents = Number(values.documents);
  if (!Number.isInteger(documents) || documents < 1) throw new Error('--documents is a whole number from 1.');
  return { json: values.json, questions, documents, ...readEmbedder(values.embedder) };
}

async function run(options: BenchOptions): Promise<AskReport> {
  const [loadBefore = 0] = loadavg();
  const session = await AppSession.open(options);
  try {
    return await measure(session, options, loadBefore);
  } finally {
    await session.close();
  }
}

async function measure(session: AppSession, options: BenchOptions, loadBefore: number): Promise<AskReport> {
  const { questions: count, documents } = options;
  const prose = new Prose(7);
  const questions = Array.from({ length: count }, () => prose.question());
  const ask = (what: string, pauseMs: number): Promise<Asked[]> => {
    process.stderr.write(`Asking ${count} questions: ${what} …\n`);
    return askAll(session.page, questions, pauseMs);
  };
  const base = Array.from({ length: documents }, (_, at) => writeDocument(at, BASE_CHARACTERS));
  await addFiles(session.page, base);
  await session.settled();
  await askAll(session.page, questions.slice(0, WARM_UP), IDLE_PAUSE_MS);
  const before = await ask('nothing else goes on', IDLE_PAUSE_MS);
  const feed = startFeeding(session, documents);
  const reading = await ask('documents are read and embedded', BUSY_PAUSE_MS);
  await feed.stop();
  const embedding = await ask('passages are embedded', BUSY_PAUSE_MS);
  const { passages, embedded, ...status } = await session.status();
  await removeAdded(session, base.length);
  const after = await ask('nothing else goes on', IDLE_PAUSE_MS);
  const idle = summarise([...before, ...after]);
  return {
    idle,
    reading: summarise(reading),
    embedding: summarise(embedding),
    ratios: {
      reading: ratio(summarise(reading), idle),
      embedding: ratio(summarise(embedding), idle),
    },
    ingest: { documents: status.documents - documents, passages, embedded },
    device: {
      embedder: describeEmbedder(status.embedder),
      processor: cpus()[0]?.model ?? 'an unknown processor',
      cores: cpus().length,
      loadBefore,
      loadAfter: loadavg()[0] ?? 0,
    },
  };
}

/** Adds one large document after the other until it is stopped. */
function startFeeding(session: AppSession, first: number): { stop(): Promise<void> } {
  let isOver = false;
  const feed = async (): Promise<void> => {
    for (let number = first; !isOver; number++)
      await addFiles(session.page, [writeDocument(number, ADDED_CHARACTERS)]);
  };
  const feeding = feed();
  // It is heard of when it is stopped.
  feeding.catch(() => undefined);
  return {
    stop: () => {
      isOver = true;
      return feeding;
    },
  };
}

/** Removes all but the first documents, and waits until nothing goes on. */
async function removeAdded(session: AppSession, kept: number): Promise<void> {
  await session.page.evaluate(async (first) => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    const documents = await rag!.documents();
    await rag!.remove(documents.slice(first).map(({ id }) => id));
    await rag!.settled();
  }, kept);
}

function ratio(busy: Latency, idle: Latency): { p50: number; p95: number } {
  return { p50: busy.p50 / idle.p50, p95: busy.p95 / idle.p95 };
}

function describeEmbedder(info: Awaited<ReturnType<AppSession['status']>>['embedder']): string {
  return info ? `${info.modelId} ${info.dtype}, ${info.device}, ${info.threads} thread(s)` : 'none';
}

function printReport({ idle, reading, embedding, ratios, ingest, device }: AskReport): void {
  const rowOf = ({ p50, p95, parts }: Latency): Record<string, number> => ({
    p50: round(p50),
    p95: round(p95),
    ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${name} p50`, round(part.p50)])),
  });
  console.table({ idle: rowOf(idle), reading: rowOf(reading), embedding: rowOf(embedding) });
  for (const [name, { p50, p95 }] of Object.entries(ratios))
    console.log(`${name} ÷ idle: ${p50.toFixed(2)} at the median, ${p95.toFixed(2)} at the 95th percentile`);
  console.log(
    `${ingest.documents} documents were added; of ${ingest.passages} passages ${ingest.embedded} were embedded. ${device.embedder}. ${device.processor}, ${device.cores} cores, load ${round(device.loadBefore)} to ${round(device.loadAfter)}. Times in milliseconds.`,
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

try {
  const options = readOptions();
  const report = await run(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
