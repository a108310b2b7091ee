import { afterAll, expect, it } from 'vitest';
import type { EmbedderApi, EmbedderInfo, EmbedKind } from '../../src/inference/embedder.ts';
import { spawnWithFallback } from '../../src/inference/fallback-process.ts';
import { cosine } from '../../src/inference/pooling.ts';
import { multilingualEmbedder } from '../../src/models/built-in.ts';
import { connect } from '../../src/rpc/connect.ts';
import { embedderContract } from '../contract/embedder.ts';

interface Reference {
  canaries: { text: string; vector: number[] }[];
}

let info: EmbedderInfo;
let answers: { answering: number; other: number } | undefined;

const process = spawnWithFallback(() => {
  const worker = new Worker(new URL('./embedder-worker.ts', import.meta.url), { type: 'module' });
  return connect<EmbedderApi>(worker, 'embedder');
});
afterAll(() => process.terminate());

/** How near to an English question a German text is that answers it, and another one. */
async function compareAcrossLanguages(): Promise<{ answering: number; other: number }> {
  const question = await process.api.embed(['When do I have to pay the rent?'], 'query');
  const texts = [
    'Der Mieter zahlt die Miete am Ersten jedes Monats.',
    'Die Katze schläft auf dem warmen Ofen.',
  ];
  const vectors = await process.api.embed(texts, 'passage');
  const near = (row: number): number =>
    cosine(question, vectors.subarray(row * info.dims, (row + 1) * info.dims));
  return { answering: near(0), other: near(1) };
}

embedderContract('the multilingual model in its worker', {
  async open() {
    info = await process.api.load(multilingualEmbedder, '/', 'wasm');
    answers = await compareAcrossLanguages();
    return {
      info,
      embed: (texts, kind, signal) => process.api.embed(texts, kind, signal),
      dispose: () => process.api.dispose(),
    };
  },
  // The reference texts hold their prefixes, which the embedder puts before what it is given.
  async canaries() {
    const url = `/${multilingualEmbedder.base}reference.json`;
    const { canaries } = (await (await fetch(url)).json()) as Reference;
    return canaries.map(({ text, vector }) => {
      const [, kind = '', bare = ''] = /^(query|passage): (.*)$/su.exec(text) ?? [];
      return { text: bare, kind: kind as EmbedKind, vector, minCosine: 0.999 };
    });
  },
});

it('runs from the graph and both of its data files, all of them verified', () => {
  expect(info).toMatchObject({
    modelId: 'multilingual-e5-small',
    dims: 384,
    maxTokens: 512,
    dtype: 'q4',
    device: 'wasm',
    runtime: 'plain',
  });
  expect(info.selfTest).toBeGreaterThan(0.999);
  const listed = multilingualEmbedder.files.map(({ path }) => multilingualEmbedder.base + path);
  expect(listed.filter((path) => /_data(_\d)?$/.test(path))).toHaveLength(2);
  const verified = info.files.map(({ path }) => path).filter((path) => path.startsWith('models/'));
  expect(verified.toSorted()).toEqual(listed.toSorted());
});

it('finds a German text for an English question', () => {
  expect(answers?.answering).toBeGreaterThan((answers?.other ?? 1) + 0.02);
});
