import { afterAll, expect, it } from 'vitest';
import type { EmbedderApi } from '../../src/inference/embedder.ts';
import { spawnWithFallback } from '../../src/inference/fallback-process.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { connect } from '../../src/rpc/connect.ts';
import { createExactIndex } from '../../src/search/exact-index.ts';
import { createScanIndex } from '../../src/search/scan-index.ts';

const K = 10;

const process = spawnWithFallback(() => {
  const worker = new Worker(new URL('./embedder-worker.ts', import.meta.url), { type: 'module' });
  return connect<EmbedderApi>(worker, 'embedder');
});
afterAll(() => process.terminate());

async function read(name: string): Promise<string> {
  return (await fetch(`/samples/${name}`)).text();
}

/** Sentences of the samples, and questions about them. */
async function readTexts(): Promise<{ sentences: string[]; questions: string[] }> {
  const page = new DOMParser().parseFromString(await read('annual-report-2025.html'), 'text/html');
  const texts = [
    page.body.textContent,
    await read('merkblatt-knieoperation.md'),
    await read('building-costs-2025.csv'),
  ];
  const sentences = texts.flatMap((text) => text.split(/(?<=[.!?])\s+|\n+/)).map((text) => text.trim());
  const questions = (await read('questions.txt')).split('\n').filter((line) => line.length > 10);
  return { sentences: [...new Set(sentences.filter((text) => text.length > 10))], questions };
}

it('ranks vectors of the built-in model as the exact index does', { timeout: 180_000 }, async () => {
  const { sentences, questions } = await readTexts();
  const { dims } = await process.api.load(builtInEmbedder, '/', 'wasm');
  const vectors = await process.api.embed(sentences, 'passage');
  const asked = await process.api.embed(questions, 'query');
  const [scan, exact] = [createScanIndex(dims), createExactIndex(dims)];
  for (const index of [scan, exact]) index.add([...sentences.keys()], vectors);
  expect(scan.size).toBeGreaterThan(10 * K);
  let found = 0;
  for (let at = 0; at < asked.length; at += dims) {
    const query = asked.subarray(at, at + dims);
    const wanted = exact.search(query, K);
    const hits = scan.search(query, K);
    hits.forEach(({ score }, i) => expect(score).toBeCloseTo(wanted[i]?.score ?? NaN, 4));
    found += hits.filter(({ key }) => wanted.some((other) => other.key === key)).length;
  }
  expect(found / (K * questions.length)).toBeGreaterThanOrEqual(0.999);
});
