import { afterAll, expect, it } from 'vitest';
import type { EmbedderApi } from '../../src/inference/embedder.ts';
import { spawnWithFallback } from '../../src/inference/fallback-process.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { connect } from '../../src/rpc/connect.ts';

const process = spawnWithFallback(() => {
  const worker = new Worker(new URL('./embedder-worker.ts', import.meta.url), { type: 'module' });
  return connect<EmbedderApi>(worker, 'embedder');
});
afterAll(() => process.terminate());

it('compares a question with sentences word by word, as they stand in their texts', async () => {
  await process.api.load(builtInEmbedder, '/', 'wasm');
  const words = ['When', 'is', 'the', 'rent', 'due', '?'];
  const texts = [
    ['The landlord raised the rent.', 'It has to be paid on the third working day.'],
    ['Dogs bark.'],
  ];
  const matches = await process.api.compare?.(words, texts);
  const [raised, paid, dogs] = [0, 1, 2].map((row) =>
    matches?.slice(row * words.length, (row + 1) * words.length),
  );
  expect(matches).toHaveLength(3 * words.length);
  for (const match of matches ?? []) expect(Math.abs(match)).toBeLessThanOrEqual(1.0001);
  const word = (of: Float32Array | undefined, name: string): number =>
    of?.[words.indexOf(name)] ?? Number.NaN;
  expect(word(raised, 'rent')).toBeGreaterThan(word(dogs, 'rent') + 0.2);
  expect(word(paid, 'due')).toBeGreaterThan(word(raised, 'due'));
  // "It" is the rent only where the sentence before is read with it.
  const alone = await process.api.compare?.(words, [['It has to be paid on the third working day.']]);
  expect(word(paid, 'rent')).toBeGreaterThan(word(alone, 'rent'));
});
