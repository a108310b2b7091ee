import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import type { AppElement } from './app-session.ts';
import { AppSession } from './app-session.ts';
import { readEmbedder } from './embedder-option.ts';
import { readCollection, type Collection } from './beir.ts';
import { score, type Scores, type SearchResult } from './ranking-scores.ts';

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
  embedder?: string;
}

function readOptions(): EvalOptions {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      limit: { type: 'string', default: 'Infinity' },
      embedder: { type: 'string' },
      mode: { type: 'string', default: 'hybrid' },
      json: { type: 'boolean', default: false },
    },
  });
  const { data, mode } = values;
  const limit = Number(values.limit);
  if (!data) throw new Error('Say which collection: --data DIR, a folder in BEIR layout.');
  if (mode !== 'hybrid' && mode !== 'dense' && mode !== 'lexical')
    throw new Error('--mode is hybrid, dense or lexical.');
  if (!(limit >= 1)) throw new Error('--limit is a number of questions, at least 1.');
  return { data, limit, mode, json: values.json, ...readEmbedder(values.embedder) };
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

async function searchAll(page: Page, questions: readonly string[], mode: Mode): Promise<SearchResult[]> {
  const results: SearchResult[] = [];
  for (let at = 0; at < questions.length; at += CHUNK) {
    const found = await page.evaluate(
      async ({ chunk, limit, mode }) => {
        const { rag } = document.querySelector<AppElement>('cloister-app')!;
        const answers = [];
        for (const question of chunk) {
          const { passages, quotes, found } = await rag!.retrieve(question, { limit, mode });
          answers.push({
            documents: [...new Set(passages.map(({ documentId }) => documentId))],
            quotes: quotes.map(({ documentId, text }) => ({ documentId, text })),
            found,
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

async function evaluate(options: EvalOptions): Promise<Scores & { passages: number }> {
  const collection = await readCollection(options.data, options.limit);
  const session = await AppSession.open(options.embedder ? { embedder: options.embedder } : {});
  try {
    await addAll(session.page, collection);
    await session.settled();
    const { passages } = await session.status();
    const questions = collection.queries.map(({ text }) => text);
    return { ...score(collection, await searchAll(session.page, questions, options.mode)), passages };
  } finally {
    await session.close();
  }
}

try {
  const options = readOptions();
  const scores = await evaluate(options);
  if (options.json) process.stdout.write(`${JSON.stringify(scores, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(scores)) process.stdout.write(`${name.padEnd(12)} ${value}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
