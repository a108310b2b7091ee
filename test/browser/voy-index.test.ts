import { Voy } from 'voy-search/voy_search_bg.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import { deleteRag, openRag, type Passage, type Rag, type RagOptions } from '../../src/index.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';
import { tinyEmbedder } from '../helpers/tiny-rag.ts';

const NAME = 'voy-test';
const FOOTER = 'Printed on recycled paper by the house of Mayer in Linz.';
const QUESTION = 'The rent is 950 euros a month.';

const textFile = (name: string, text: string): SourceDocument => ({ name, bytes: new Blob([text]) });

const LEASE = textFile('lease.txt', 'The rent is 950 euros a month. It is due on the third working day.');
const MANUAL = textFile('manual.txt', 'Clean the filter every two weeks. The drum holds seven kilograms.');
const RECIPE = textFile('recipe.txt', 'Beat three eggs with sugar, add flour, and bake it for half an hour.');
/** More equal vectors than the tree of voy has room for in one place. */
const FOOTERS = Array.from({ length: 40 }, (_, at) => textFile(`footer-${at}.txt`, FOOTER));

let rag: Rag | undefined;
let corpus: Corpus | undefined;

async function open(options: Partial<RagOptions> = {}): Promise<Rag> {
  await rag?.close();
  const opened = await openRag({
    name: NAME,
    assetBase: '/',
    device: 'wasm',
    embedder: tinyEmbedder,
    ...options,
  });
  rag = opened;
  await expect.poll(async () => (await opened.status()).embedder?.device, { timeout: 30_000 }).toBe('wasm');
  return opened;
}

/** What is found by meaning alone, with scores as exact as two engines agree. */
async function nearest(opened: Pick<Rag, 'retrieve'>, question = QUESTION): Promise<[string, string][]> {
  const { passages, halves } = await opened.retrieve(question, { mode: 'dense', limit: 5 });
  expect(halves).toEqual({ dense: true, lexical: false });
  return passages.map(({ document, why }: Passage) => [document, (why.denseScore ?? NaN).toFixed(3)]);
}

afterEach(async () => {
  vi.restoreAllMocks();
  await rag?.close();
  await corpus?.close();
  [rag, corpus] = [undefined, undefined];
  await deleteRag(NAME);
});

describe("openRag with index 'voy'", () => {
  it('finds what the scan finds, after every change and reload', async () => {
    const scanned = await open();
    await scanned.add([LEASE, MANUAL, RECIPE, ...FOOTERS]);
    await scanned.settled();
    expect((await scanned.status()).index.kind).toBe('scan');
    const wanted = await nearest(scanned);
    expect(wanted[0]?.[0]).toBe('lease.txt');
    const { passages } = await scanned.status();

    const voy = await open({ index: 'voy' });
    expect(await nearest(voy)).toEqual(wanted);
    const { index } = await voy.status();
    expect(index).toEqual({ kind: 'voy', vectors: passages, bytes: index.bytes });
    await voy.remove(['lease.txt']);
    expect((await nearest(voy)).map(([name]) => name)).not.toContain('lease.txt');
    await voy.add([LEASE]);
    await voy.settled();
    expect(await nearest(voy)).toEqual(wanted);
    expect((await voy.status()).index).toMatchObject({ kind: 'voy', vectors: passages });

    expect(await nearest(await open({ index: 'voy' }))).toEqual(wanted);
    expect(await nearest(await open())).toEqual(wanted);
  });

  it('refuses an index that does not exist', async () => {
    // @ts-expect-error What a page without types may pass.
    await expect(openRag({ name: NAME, index: 'hnsw' })).rejects.toThrow(TypeError);
  });
});

describe('voy in a corpus', () => {
  it('answers by the scan once voy has panicked, and tells why', async () => {
    const ignore = (): void => undefined;
    const processes = {
      spawnParser: spawnPageParser,
      spawnEmbedder: new FakeEmbedder().spawn,
      spawnReranker: noReranker,
    };
    const setup = {
      name: NAME,
      assetBase: `${location.origin}/`,
      embedder: builtInEmbedder,
      device: 'wasm',
      onModelMismatch: 'refuse',
      index: 'voy',
    } as const;
    const opened = await Corpus.open(setup, processes, ignore, ignore);
    corpus = opened;
    await opened.add([LEASE, MANUAL]);
    await opened.settled();
    const before = await opened.retrieve('Clean the filter', { mode: 'dense' });
    const search = vi.spyOn(Voy.prototype, 'search').mockImplementationOnce(() => {
      const embeddings = Array.from({ length: 40 }, (_, id) => ({
        id: `${id}`,
        title: '',
        url: '',
        embeddings: [1],
      }));
      throw new Error(`voy took them all the same: ${new Voy({ embeddings }).size()}`);
    });
    const after = await opened.retrieve('Clean the filter', { mode: 'dense' });
    expect(after.passages.map(({ text }) => text)).toEqual(before.passages.map(({ text }) => text));
    const { index } = await opened.status();
    expect(index).toMatchObject({ kind: 'scan', vectors: 2 });
    expect(index.refused).toMatch(/^voy: Too many items with the same position on one axis/);
    await opened.add([RECIPE]);
    await opened.settled();
    const later = await opened.retrieve('Beat three eggs', { mode: 'dense' });
    expect(later.passages[0]?.document).toBe('recipe.txt');
    expect(search).toHaveBeenCalledTimes(1);
  });

  it('runs under the security policy of the app', async () => {
    const worker = new Worker(new URL('sealed-voy-worker.ts', import.meta.url), { type: 'module' });
    const reply = Promise.withResolvers<unknown>();
    worker.addEventListener('message', ({ data }) => reply.resolve(data));
    worker.addEventListener('error', (event) => reply.reject(event));
    expect(await reply.promise).toEqual({ engine: { kind: 'voy' }, keys: [6, 5], violated: [] });
    worker.terminate();
  });
});
