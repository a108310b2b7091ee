import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import type { ParserProcess } from '../../src/corpus/killable-parser.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import { DATABASE_PREFIX, type CorpusSchema } from '../../src/storage/schema.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';
import { StoredBytes } from '../helpers/stored-bytes.ts';

const setup: CorpusSetup = {
  name: 'storage-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};
const disk = new StoredBytes(setup.name);

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(spawnParser: () => ParserProcess = spawnPageParser): Promise<Corpus> {
  const ignore = (): void => undefined;
  const processes = { spawnParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open(setup, processes, ignore, ignore);
  return corpus;
}

async function reopen(): Promise<Corpus> {
  await corpus?.close();
  const opened = await open();
  await opened.settled();
  return opened;
}

function textDocument(name: string, text: string): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text) };
}

const LEASE = textDocument('lease.txt', 'The rent is 950 euros a month. It is due on the third working day.');
const MANUAL = textDocument('manual.txt', 'Clean the filter every two weeks. Schlüssel hängen im Flur.');
const BYTES = [LEASE, MANUAL].map(({ bytes }) => (bytes as Uint8Array).byteLength);

async function openWithBoth(): Promise<Corpus> {
  const opened = await open();
  await opened.add([LEASE, MANUAL]);
  await opened.settled();
  return opened;
}

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

beforeEach(() => {
  fake = new FakeEmbedder();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

describe('what a corpus stores', () => {
  it('is nothing at first', async () => {
    expect(await (await open()).storage()).toEqual({
      documents: 0,
      originals: 0,
      texts: 0,
      words: 0,
      vectors: 0,
      keepsOriginals: true,
    });
  });

  it('is told by kind, as it lies on the disk', async () => {
    const opened = await openWithBoth();
    const stored = await opened.storage();
    expect(stored).toMatchObject({ documents: 2, originals: total(BYTES), keepsOriginals: true });
    expect(stored.words).toBe(total(await disk.sizes('words')));
    expect(stored.vectors).toBe(total(await disk.sizes('vectors')));
    const text = await opened.document('manual.txt');
    expect(stored.texts).toBeGreaterThan(new TextEncoder().encode(JSON.stringify(text)).byteLength);
    expect(Math.min(stored.words, stored.vectors)).toBeGreaterThan(0);
    await opened.remove(['lease.txt']);
    await opened.settled();
    const less = await opened.storage();
    expect(less).toMatchObject({ documents: 1, originals: BYTES[1] });
    for (const kind of ['texts', 'words', 'vectors'] as const)
      expect(less[kind], kind).toBeLessThan(stored[kind]);
  });

  it('is the same for documents of earlier versions, which measured no text', async () => {
    const stored = await (await openWithBoth()).storage();
    await corpus?.close();
    const database = await openDB<CorpusSchema>(DATABASE_PREFIX + setup.name);
    for (const { textBytes, ...record } of await database.getAll('documents')) {
      expect(textBytes).toBeGreaterThan(0);
      await database.put('documents', record);
    }
    database.close();
    expect(await (await open()).storage()).toEqual(stored);
  });

  it('counts a file that still waits to be read', async () => {
    const reading = Promise.withResolvers<void>();
    const opened = await open(() => {
      const parser = spawnPageParser();
      const parse: ParserProcess['api']['parse'] = async (...what) => {
        await reading.promise;
        return parser.api.parse(...what);
      };
      return { ...parser, api: { parse } };
    });
    const adding = opened.add([LEASE]);
    while (opened.documents().length === 0) await opened.status();
    expect(await opened.storage()).toMatchObject({ documents: 1, originals: BYTES[0], texts: 0 });
    reading.resolve();
    await adding;
    expect(await opened.storage()).toMatchObject({ documents: 1, originals: BYTES[0] });
  });
});

describe('originals that are not kept', () => {
  it('are gone once they are read, while their documents are found and shown as text', async () => {
    const opened = await open();
    await opened.keepOriginals(false);
    await opened.add([LEASE]);
    await opened.settled();
    expect(await opened.storage()).toMatchObject({ originals: 0, keepsOriginals: false });
    await expect(opened.original('lease.txt')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('was not kept') as string,
    });
    expect((await opened.document('lease.txt')).text).toContain('third working day');
    expect((await opened.retrieve('When is the rent due?', {})).quotes[0]?.text).toContain('third');
  });

  it('are no loss to a check, and stay away after the next opening', async () => {
    await (await open()).keepOriginals(false);
    await corpus?.add([LEASE]);
    const again = await reopen();
    expect(await again.check()).toMatchObject({ isSound: true, lost: [], repaired: [], documents: 1 });
    await again.add([MANUAL]);
    expect(await again.storage()).toMatchObject({ originals: 0, keepsOriginals: false });
  });

  it('cannot be read again when the text is damaged, which a check then says', async () => {
    const opened = await open();
    await opened.keepOriginals(false);
    await opened.add([LEASE]);
    await opened.settled();
    await disk.change('texts', 'lease.txt', (record) => ({ ...record, checksum: 7 }));
    const { isSound, lost } = await opened.check();
    expect(isSound).toBe(false);
    expect(lost).toMatchObject([
      { part: 'text', message: expect.stringContaining('was not kept') as string },
    ]);
  });

  it('can be had again by adding the same file, once they are kept', async () => {
    const opened = await open();
    await opened.keepOriginals(false);
    await opened.add([LEASE]);
    expect(await opened.add([LEASE])).toMatchObject([{ outcome: 'unchanged' }]);
    expect((await opened.storage()).originals).toBe(0);
    await opened.keepOriginals(true);
    expect(await opened.add([LEASE])).toMatchObject([{ outcome: 'unchanged' }]);
    expect((await opened.original('lease.txt')).size).toBe(BYTES[0]);
    await disk.change('originals', 'lease.txt', () => undefined);
    expect((await opened.check()).lost).toMatchObject([{ part: 'original' }]);
  });
});

describe('dropping the originals that are there', () => {
  it('frees their bytes and nothing else', async () => {
    const opened = await openWithBoth();
    const { originals, ...rest } = await opened.storage();
    const before = await opened.retrieve('When is the rent due?', {});
    expect(await opened.dropOriginals()).toBe(originals);
    expect(await opened.storage()).toEqual({ originals: 0, ...rest });
    const { timings: _timings, ...after } = await opened.retrieve('When is the rent due?', {});
    expect(before).toMatchObject(after);
    expect(await opened.dropOriginals()).toBe(0);
    expect(await (await reopen()).check()).toMatchObject({ isSound: true, lost: [] });
  });

  it('leaves what still waits to be read', async () => {
    const opened = await openWithBoth();
    await opened.dropOriginals();
    await opened.add([textDocument('lease.txt', 'The rent is 990 euros a month from May on.')]);
    expect((await opened.original('lease.txt')).size).toBe(42);
    await expect(opened.original('manual.txt')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an original that was lost', () => {
  it('is stored again when the same file is added, as the check advises', async () => {
    const opened = await openWithBoth();
    await disk.change('originals', 'lease.txt', (record) => ({ ...record, content: new Blob(['altered']) }));
    await disk.change('originals', 'manual.txt', () => undefined);
    expect((await opened.check()).lost.map(({ document }) => document)).toEqual(['lease.txt', 'manual.txt']);
    await opened.add([LEASE, MANUAL]);
    expect(await opened.check()).toMatchObject({ isSound: true, lost: [] });
    expect((await opened.storage()).originals).toBe(total(BYTES));
  });
});
