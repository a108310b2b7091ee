import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';
import { StoredBytes } from '../helpers/stored-bytes.ts';

const setup: CorpusSetup = {
  name: 'durability-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};
const disk = new StoredBytes(setup.name);

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(): Promise<Corpus> {
  const ignore = (): void => undefined;
  const processes = { spawnParser: spawnPageParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open(setup, processes, ignore, ignore);
  return corpus;
}

beforeEach(() => {
  fake = new FakeEmbedder();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

const COLOURS = ['green', 'red', 'blue', 'yellow', 'grey'];

/** Reports of six passages each, all of them about something of their own. */
function reportOf(at: number, version = ''): SourceDocument {
  const parts = [1, 2, 3].map((part) => {
    const line = `Machine ${at}-${part} of hall ${at * part} was painted ${COLOURS[(at + part) % 5]} by crew ${at + part}${version}. `;
    return `Chapter ${part}\n\n${line.repeat(14)}`;
  });
  return { name: `report-${at}.txt`, bytes: new TextEncoder().encode(parts.join('\n\n')) };
}

const QUESTIONS = [
  'Who painted machine 7-2 of hall 14?',
  'Which machine is green?',
  'hall 24 crew',
  'Was anything painted yellow by crew 12?',
];

/**
 * Everything that is found, to the last bit of every score. Whether that answers the question is no part of it: it is
 * judged by samples that are taken in the background.
 */
async function answersOf(opened: Corpus): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const question of QUESTIONS)
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
      const { passages, quotes, halves } = await opened.retrieve(question, { mode, limit: 20 });
      answers.push({ passages, quotes, halves });
    }
  return answers;
}

async function openWith(count: number): Promise<Corpus> {
  const opened = await open();
  // One after the other, so that each is a commit of its own, and so are its vectors.
  for (let at = 0; at < count; at++) {
    await opened.add([reportOf(at)]);
    await opened.settled();
  }
  return opened;
}

async function reopen(): Promise<Corpus> {
  await corpus?.close();
  const opened = await open();
  await opened.settled();
  return opened;
}

describe('a corpus that is opened again', () => {
  it('answers the same to the last bit, after documents came, changed and went', async () => {
    const opened = await openWith(13);
    await opened.add([reportOf(3, ' again'), reportOf(7, ' anew')]);
    await opened.remove(['report-5.txt', 'report-11.txt']);
    await opened.settled();
    const before = await answersOf(opened);
    const made = fake.passages.length;
    const again = await reopen();
    expect(await answersOf(again)).toEqual(before);
    // What is gone was swept from the disk meanwhile.
    expect(await answersOf(await reopen())).toEqual(before);
    expect(fake.passages).toHaveLength(made);
  });

  it('has few segments however many commits there were, which hold the same', async () => {
    const opened = await openWith(24);
    const before = await answersOf(opened);
    for (const set of ['words', 'vectors'] as const) {
      const sizes = await disk.sizes(set);
      expect(sizes.length, set).toBeLessThan(15);
    }
    expect(await answersOf(await reopen())).toEqual(before);
  });

  it('gives back the space of what was removed, and answers from the rest', async () => {
    const opened = await openWith(16);
    const total = async (): Promise<number> =>
      (await Promise.all([disk.sizes('words'), disk.sizes('vectors')])).flat().reduce((a, b) => a + b, 0);
    const full = await total();
    const ids = opened.documents().map(({ id }) => id);
    await opened.remove(ids.filter((id) => !['report-7.txt', 'report-8.txt', 'report-12.txt'].includes(id)));
    await opened.settled();
    expect(await total()).toBeLessThan(full / 4);
    const before = await answersOf(opened);
    const again = await reopen();
    expect(await answersOf(again)).toEqual(before);
    await again.remove(['report-7.txt', 'report-8.txt', 'report-12.txt']);
    await again.settled();
    expect(await total()).toBe(0);
  });
});

describe('a removed document', () => {
  it('leaves none of its words on the disk, however few it had', async () => {
    const opened = await openWith(12);
    const secret = 'Xylophonist';
    const text = `The ${secret} of hall 9 keeps the key to the cellar. `.repeat(3);
    await opened.add([{ name: 'secret.txt', bytes: new TextEncoder().encode(text) }]);
    await opened.settled();
    // As the stemmer may have it.
    expect(await disk.holds('words', 'xylophon')).toBe(true);
    await opened.remove(['secret.txt']);
    await opened.settled();
    expect(await disk.holds('words', 'xylophon')).toBe(false);
    expect(await disk.holds('words', 'machin')).toBe(true);
  });
});

describe('damage on the disk', () => {
  it('of words is found at the opening, told, and repaired from the texts', async () => {
    const before = await answersOf(await openWith(5));
    await corpus?.close();
    expect(await disk.flipSegments('words')).toBe(30);
    const opened = await open();
    expect((await opened.status()).warnings?.[0]).toContain('words of 30 passages');
    await opened.settled();
    expect(await answersOf(opened)).toEqual(before);
    expect((await opened.status()).warnings?.[0]).toContain('were made again');
    const again = await reopen();
    expect((await again.status()).warnings).toBeUndefined();
    expect(await answersOf(again)).toEqual(before);
  });

  it('of vectors is found at the opening, told, and repaired by embedding again', async () => {
    const before = await answersOf(await openWith(5));
    await corpus?.close();
    expect(await disk.flipSegments('vectors')).toBe(30);
    fake.passages.length = 0;
    const opened = await open();
    expect((await opened.status()).warnings?.[0]).toContain('vectors of 30 passages');
    await opened.settled();
    expect(fake.passages).toHaveLength(30);
    expect(await answersOf(opened)).toEqual(before);
    const again = await reopen();
    expect((await again.status()).warnings).toBeUndefined();
    expect(fake.passages).toHaveLength(30);
  });
});

describe('a stored vector that no index takes', () => {
  it('is made again, and costs none of its neighbours', async () => {
    const before = await answersOf(await openWith(2));
    await corpus?.close();
    await disk.changeVectors('vectors', ({ rows }) => {
      rows.values.fill(0, 0, rows.dims);
      rows.scales[0] = 0;
    });
    fake.passages.length = 0;
    const opened = await open();
    await opened.settled();
    expect(fake.passages.length).toBeGreaterThan(0);
    expect(fake.passages.length).toBeLessThan(12);
    expect(await answersOf(opened)).toEqual(before);
  });
});

describe('check', () => {
  it('finds nothing where nothing is wrong, and says what it went through', async () => {
    const opened = await openWith(3);
    const steps: number[] = [];
    const report = await opened.check(undefined, ({ done, total }) => {
      expect(total).toBe(3);
      steps.push(done);
    });
    const sizes = [...(await disk.sizes('words')), ...(await disk.sizes('vectors'))];
    const bytes = sizes.reduce((a, b) => a + b, 0);
    expect(report).toEqual({
      isSound: true,
      documents: 3,
      segments: sizes.length,
      bytes,
      repaired: [],
      lost: [],
    });
    expect(steps).toEqual([0, 1, 2]);
  });

  it('finds and repairs words and vectors of an open corpus', async () => {
    const opened = await openWith(3);
    const before = await answersOf(opened);
    fake.passages.length = 0;
    await disk.flipSegments('words');
    await disk.flipSegments('vectors');
    const report = await opened.check();
    expect(report.isSound).toBe(true);
    const found = report.repaired.map(({ documentId, part }) => `${documentId} ${part}`);
    expect(found.sort()).toEqual(
      [0, 1, 2].flatMap((at) => [`report-${at}.txt vectors`, `report-${at}.txt words`]),
    );
    await opened.settled();
    expect(fake.passages).toHaveLength(18);
    expect(await answersOf(opened)).toEqual(before);
    expect((await opened.check()).repaired).toEqual([]);
    expect(await answersOf(await reopen())).toEqual(before);
  });

  it('repairs a text and a list of passages from the original', async () => {
    const opened = await openWith(3);
    const before = await answersOf(opened);
    await disk.change('texts', 'report-0.txt', ({ parsed, ...record }) => ({
      ...record,
      parsed: { ...parsed, text: parsed.text.replace('painted', 'pointed') },
    }));
    await disk.change('texts', 'report-1.txt', () => undefined);
    await disk.change('passages', 'report-2.txt', (record) => ({ ...record, spans: record.spans.slice(1) }));
    const report = await opened.check();
    expect(report.repaired.map(({ documentId, part }) => [documentId, part])).toEqual([
      ['report-0.txt', 'text'],
      ['report-1.txt', 'text'],
      ['report-2.txt', 'passages'],
    ]);
    expect(report.lost).toEqual([]);
    await opened.settled();
    expect(await answersOf(opened)).toEqual(before);
    expect(await opened.check()).toMatchObject({ isSound: true, repaired: [] });
  });

  it('tells what cannot be repaired, and what to do', async () => {
    const opened = await openWith(2);
    const flip = ({ id }: { id: string }): { id: string; content: Blob } => ({
      id,
      content: new Blob(['?']),
    });
    await disk.change('originals', 'report-0.txt', flip);
    await disk.change('originals', 'report-1.txt', flip);
    await disk.change('texts', 'report-1.txt', () => undefined);
    const report = await opened.check();
    expect(report.isSound).toBe(false);
    expect(report.lost.map(({ document, part }) => [document, part])).toEqual([
      ['report-0.txt', 'original'],
      ['report-1.txt', 'original'],
      ['report-1.txt', 'text'],
    ]);
    for (const { message } of report.lost) expect(message).toMatch(/add the file again/i);
    await opened.remove(['report-1.txt']);
    await opened.add([reportOf(1)]);
    expect((await opened.check()).lost).toHaveLength(1);
  });

  it('stops when it is told to', async () => {
    const opened = await openWith(2);
    const abort = new AbortController();
    const checking = opened.check(abort.signal, () => abort.abort(new Error('enough')));
    await expect(checking).rejects.toThrow('enough');
  });
});
