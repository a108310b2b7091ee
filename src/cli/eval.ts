import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import type { AppElement } from './app-session.ts';
import { AppSession } from './app-session.ts';
import { writeInPage } from './ask-in-page.ts';
import { readEmbedder } from './embedder-option.ts';
import { readCollection, type Collection } from './beir.ts';
import { quantile } from './bench/pairs.ts';
import { measureRefusals, type RefusalScores } from './refusal-scores.ts';
import { score, type Scores, type SearchResult } from './ranking-scores.ts';
import { scoreWritten, type WrittenResult, type WrittenScores } from './written-scores.ts';

type Mode = 'hybrid' | 'dense' | 'lexical';

/** Passages that are fetched a question, so that ten documents are among them. */
const PASSAGES = 50;
/** Documents and questions that are handed to the page at once. */
const CHUNK = 50;

interface EvalOptions {
  data: string;
  limit: number;
  mode: Mode;
  json: boolean;
  /** Asks each question without its relevant documents too. */
  refusal: boolean;
  embedder?: string;
  /** Lets a model write the answers, and scores those too. */
  generate: boolean;
  write: 'wasm' | 'any-gpu';
}

function readOptions(): EvalOptions {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      limit: { type: 'string', default: 'Infinity' },
      embedder: { type: 'string' },
      mode: { type: 'string', default: 'hybrid' },
      json: { type: 'boolean', default: false },
      refusal: { type: 'boolean', default: false },
      generate: { type: 'boolean', default: false },
      device: { type: 'string', default: 'wasm' },
    },
  });
  const { data, mode } = values;
  const limit = Number(values.limit);
  if (!data) throw new Error('Say which collection: --data DIR, a folder in BEIR layout.');
  if (mode !== 'hybrid' && mode !== 'dense' && mode !== 'lexical')
    throw new Error('--mode is hybrid, dense or lexical.');
  if (!(limit >= 1)) throw new Error('--limit is a number of questions, at least 1.');
  const { json, refusal, generate, device, embedder } = values;
  if (device !== 'wasm' && device !== 'webgpu') throw new Error('--device is wasm or webgpu.');
  const write = device === 'webgpu' ? 'any-gpu' : 'wasm';
  return { data, limit, mode, json, refusal, generate, write, ...readEmbedder(embedder) };
}

async function addAll(page: Page, { documents }: Collection): Promise<void> {
  for (let at = 0; at < documents.length; at += CHUNK) {
    await page.evaluate(
      async (chunk) => {
        const { rag } = document.querySelector<AppElement>('cloister-app')!;
        const encoder = new TextEncoder();
        await rag!.add(chunk.map(({ id, text }) => ({ id, name: `${id}.txt`, bytes: encoder.encode(text) })));
      },
      documents.slice(at, at + CHUNK),
    );
  }
}

/** A search and how long the embedder took to compare its likeliest sentences with the question, in milliseconds. */
type TimedResult = SearchResult & { compareMs: number };

async function searchAll(page: Page, questions: readonly string[], mode: Mode): Promise<TimedResult[]> {
  const results: TimedResult[] = [];
  for (let at = 0; at < questions.length; at += CHUNK) {
    const found = await page.evaluate(
      async ({ chunk, limit, mode }) => {
        const { rag } = document.querySelector<AppElement>('cloister-app')!;
        const answers = [];
        for (const question of chunk) {
          const { passages, quotes, confidence, timings } = await rag!.retrieve(question, { limit, mode });
          answers.push({
            documents: [...new Set(passages.map(({ documentId }) => documentId))],
            quotes: quotes.map(({ documentId, text }) => ({ documentId, text })),
            confidence,
            compareMs: timings['compare'] ?? 0,
          });
        }
        return answers;
      },
      { chunk: questions.slice(at, at + CHUNK), limit: PASSAGES, mode },
    );
    results.push(...found);
  }
  return results;
}

async function writeAll(
  session: AppSession,
  collection: Collection,
  found: readonly SearchResult[],
): Promise<WrittenScores> {
  const { modelId, engine, device } = await session.loadGenerator();
  const results: WrittenResult[] = [];
  for (const [at, { id, text }] of collection.queries.entries()) {
    if (!found[at] || found[at].confidence === 'absent') continue;
    process.stderr.write(`writing ${at + 1} of ${collection.queries.length}\r`);
    const written = await writeInPage(session.page, text);
    results.push({ query: id, quotes: found[at].quotes.map((quote) => quote.text), written });
  }
  return scoreWritten(collection, results, `${modelId ?? 'none'} by ${engine ?? 'nobody'} on ${device}`);
}

/** Milliseconds at the middle and near the end. */
interface Spread {
  p50: number;
  p95: number;
}

type Report = Scores & {
  passages: number;
  compareMs: Spread;
  refusal?: RefusalScores;
  generate?: WrittenScores;
};

async function evaluate(options: EvalOptions): Promise<Report> {
  const collection = await readCollection(options.data, options.limit);
  const { embedder, write } = options;
  const session = await AppSession.open({ write, ...(embedder ? { embedder } : {}) });
  try {
    await addAll(session.page, collection);
    await session.settled();
    const { passages } = await session.status();
    const questions = collection.queries.map(({ text }) => text);
    const results = await searchAll(session.page, questions, options.mode);
    const refusal = options.refusal
      ? await measureRefusals(session.page, collection, results, options.mode)
      : undefined;
    const compareMs = spreadOf(results.map((result) => result.compareMs));
    const scores = { ...score(collection, results), passages, compareMs, ...(refusal && { refusal }) };
    if (!options.generate) return scores;
    return { ...scores, generate: await writeAll(session, collection, results) };
  } finally {
    await session.close();
  }
}

function spreadOf(times: readonly number[]): Spread {
  const at = (share: number): number => Math.round(quantile(times, share) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

try {
  const options = readOptions();
  const scores = await evaluate(options);
  if (options.json) process.stdout.write(`${JSON.stringify(scores, null, 2)}\n`);
  else {
    const { generate = {}, refusal, compareMs, ...search } = scores;
    const times = { 'compare p50, ms': compareMs.p50, 'compare p95, ms': compareMs.p95 };
    const refusals = refusal && {
      'refusal right': refusal.right,
      'refusal wrong': refusal.wrong,
      'doubtful left': refusal.doubtful.left,
      'doubtful present': refusal.doubtful.present,
    };
    for (const [name, value] of Object.entries({ ...search, ...times, ...refusals, ...generate }))
      process.stdout.write(`${name.padEnd(17)} ${value}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
