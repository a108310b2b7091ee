import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { deleteRag, openRag, type Metadata, type Rag, type SourceDocument } from '../../src/index.ts';
import { parseDocument } from '../../src/ingest/parse-document.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';

const setup: CorpusSetup = {
  name: 'metadata-filter-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};

let fake: FakeEmbedder;
let corpus: Corpus | undefined;
/** Names of the documents in the order they were parsed. */
let parsed: string[];
/** What parsing waits for. */
let reading: Promise<void>;

async function open(): Promise<Corpus> {
  const ignore = (): void => undefined;
  const spawnParser: Parameters<typeof Corpus.open>[1]['spawnParser'] = () => {
    const killed = Promise.withResolvers<never>();
    killed.promise.catch(ignore);
    return {
      api: {
        parse: async (name, bytes, limits) => {
          parsed.push(name);
          await Promise.race([reading, killed.promise]);
          return parseDocument(bytes, name, limits);
        },
      },
      terminate: () => killed.reject(new Error('It was ended.')),
    };
  };
  const processes = { spawnParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open(setup, processes, ignore, ignore);
  return corpus;
}

function documentOf(name: string, text: string, metadata?: Metadata): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text), ...(metadata ? { metadata } : {}) };
}

/** Notes that all speak of the harbour; the higher the number, the less. */
const NOTES = Array.from({ length: 40 }, (_, at) =>
  documentOf(
    `notes/${at % 4}/${at}.txt`,
    `${'harbour '.repeat(45 - at)}${'quay '.repeat(at + 3)}number${at}`,
    {
      year: 2000 + at,
      isOld: at < 20,
      tags: at % 2 === 0 ? ['even'] : ['odd', 'strange'],
    },
  ),
);

beforeEach(() => {
  fake = new FakeEmbedder();
  parsed = [];
  reading = Promise.resolve();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

describe('RetrieveOptions.filter', () => {
  it.each(['dense', 'lexical', 'hybrid'] as const)(
    'finds by %s what choosing from all would',
    async (mode) => {
      const opened = await open();
      await opened.add(NOTES);
      await opened.settled();
      const all = await opened.retrieve('harbour', { mode, limit: 50 });
      expect(all.passages).toHaveLength(NOTES.length);
      const filters = [
        { field: 'year', gte: 2036 },
        {
          and: [
            { field: 'tags', equals: 'strange' },
            { field: '$folder', equals: 'notes/3' },
          ],
        },
        { or: [{ field: 'year', in: [2001, 2039] }, { not: { field: '$bytes', lt: 1e6 } }] },
        { field: 'isOld', equals: false },
        { field: 'year', exists: false },
      ];
      for (const filter of filters) {
        const some = await opened.retrieve('harbour', { mode, limit: 50, filter });
        const wanted = all.passages.filter(({ documentId }) => {
          const at = NOTES.findIndex(({ name }) => name === documentId);
          return [at >= 36, at % 4 === 3, at === 1 || at === 39, at >= 20, false][filters.indexOf(filter)];
        });
        const scoresOf = (passages: typeof all.passages): unknown =>
          new Map(passages.map(({ id, why }) => [id, [why.denseScore, why.lexicalScore]]));
        expect(scoresOf(some.passages), JSON.stringify(filter)).toEqual(scoresOf(wanted));
      }
    },
  );

  it('finds what all others stand before', async () => {
    const opened = await open();
    await opened.add(NOTES);
    await opened.settled();
    const last = { filter: { field: 'year', equals: 2039 }, limit: 1 };
    const { passages } = await opened.retrieve('harbour', last);
    expect(passages.map(({ documentId }) => documentId)).toEqual(['notes/3/39.txt']);
    expect((await opened.retrieve('harbour', { limit: 1 })).passages[0]?.documentId).not.toBe(
      'notes/3/39.txt',
    );
    const none = await opened.retrieve('harbour', { ...last, documentIds: ['notes/0/0.txt'] });
    expect(none).toMatchObject({ passages: [], quotes: [], found: false });
  });
});

describe('SourceDocument.metadata', () => {
  const LEASE = 'The rent is 950 euros a month.';

  it('is shown, and is there again after a reopening', async () => {
    const opened = await open();
    await opened.add([documentOf('lease.txt', LEASE, { year: 2024 })]);
    await opened.settled();
    expect(opened.documents()[0]?.metadata).toEqual({ year: 2024 });
    await opened.close();
    const again = await open();
    expect(again.documents()[0]?.metadata).toEqual({ year: 2024 });
    expect((await again.retrieve('rent', { filter: { field: 'year', equals: 2024 } })).passages).toHaveLength(
      1,
    );
  });

  it('is changed without reading the document again', async () => {
    const opened = await open();
    await opened.add([documentOf('lease.txt', LEASE, { year: 2024 })]);
    await opened.settled();
    const filter = { field: 'year', equals: 2025 };
    expect((await opened.retrieve('rent', { filter })).passages).toHaveLength(0);
    const outcomes = [
      ...(await opened.add([documentOf('lease.txt', LEASE, { year: 2025 })])),
      ...(await opened.add([documentOf('lease.txt', LEASE, { year: 2025 })])),
      ...(await opened.add([documentOf('lease.txt', LEASE)])),
    ];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['updated', 'unchanged', 'unchanged']);
    expect((await opened.retrieve('rent', { filter })).passages).toHaveLength(1);
    await opened.settled();
    expect({ parsed, embedded: fake.passages.length }).toEqual({ parsed: ['lease.txt'], embedded: 1 });
    await opened.close();
    const again = await open();
    expect(again.documents()[0]).toMatchObject({ state: 'ready', metadata: { year: 2025 } });
  });

  it('stays with a new version that says nothing of it, and goes when it is taken away', async () => {
    const opened = await open();
    await opened.add([documentOf('lease.txt', LEASE, { year: 2024 })]);
    await opened.add([documentOf('lease.txt', `${LEASE} It is due on the third.`)]);
    expect(opened.documents()[0]?.metadata).toEqual({ year: 2024 });
    const [outcome] = await opened.add([documentOf('lease.txt', `${LEASE} It is due on the third.`, {})]);
    expect(outcome?.outcome).toBe('updated');
    const { passages } = await opened.retrieve('rent', { filter: { field: 'year', exists: true } });
    expect(passages).toHaveLength(0);
  });

  it('is changed while the document waits to be read', async () => {
    const started = Promise.withResolvers<void>();
    reading = started.promise;
    const opened = await open();
    const first = opened.add([documentOf('lease.txt', LEASE, { year: 2024 })]);
    await expect.poll(() => parsed).toEqual(['lease.txt']);
    const second = opened.add([documentOf('lease.txt', LEASE, { year: 2025 })]);
    await expect.poll(() => opened.documents()[0]?.metadata).toEqual({ year: 2025 });
    started.resolve();
    await Promise.all([first, second]);
    expect(opened.documents()[0]?.metadata).toEqual({ year: 2025 });
    expect(parsed).toEqual(['lease.txt']);
  });

  it('is kept with a document that waits when the tab goes away', async () => {
    reading = new Promise<void>(() => undefined);
    const opened = await open();
    void opened.add([documentOf('lease.txt', LEASE, { year: 2024 })]);
    await expect.poll(() => parsed).toEqual(['lease.txt']);
    await opened.close();
    reading = Promise.resolve();
    const again = await open();
    await again.settled();
    expect(again.documents()[0]).toMatchObject({ state: 'ready', metadata: { year: 2024 } });
  });
});

describe('openRag with metadata', () => {
  const name = 'metadata-filter-rag-test';
  let rag: Rag | undefined;
  afterEach(async () => {
    await rag?.close();
    await deleteRag(name);
  });

  it('asks under a filter, and refuses what is none before anything happens', async () => {
    rag = await openRag({ name, assetBase: '/', device: 'wasm' });
    const bytes = (text: string): Blob => new Blob([text]);
    await rag.add([
      { name: 'old.txt', bytes: bytes('The rent is 700 euros.'), metadata: { year: 2014 } },
      { name: 'new.txt', bytes: bytes('The rent is 950 euros.'), metadata: { year: 2024 } },
    ]);
    for await (const event of rag.ask('What is the rent?', { filter: { field: 'year', gte: 2020 } }))
      if (event.type === 'done') expect(event.citations.map(({ document }) => document)).toEqual(['new.txt']);
    const wrong = { year: { $gte: 2020 } } as never;
    await expect(rag.retrieve('rent', { filter: wrong })).rejects.toBeInstanceOf(TypeError);
    const bad = { name: 'bad.txt', bytes: bytes('x'), metadata: { due: new Date() } as never };
    await expect(rag.add([{ name: 'good.txt', bytes: bytes('y') }, bad])).rejects.toThrow(
      /"bad.txt".*Nothing was added/,
    );
    expect((await rag.documents()).map((document) => document.name)).toEqual(['old.txt', 'new.txt']);
  });
});
