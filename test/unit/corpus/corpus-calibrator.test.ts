import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../../src/corpus/catalogue.ts';
import { CorpusCalibrator } from '../../../src/corpus/corpus-calibrator.ts';
import { TextCache } from '../../../src/corpus/text-cache.ts';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { createExactIndex } from '../../../src/search/exact-index.ts';
import { chanceEvidence, type Calibration } from '../../../src/search/calibration.ts';
import { termsOf } from '../../../src/text/terms.ts';
import type { ParsedDocument } from '../../../src/types.ts';

const SUBJECTS = 'apple bridge cello desert engine falcon glacier harbour island jacket kettle ladder'.split(
  ' ',
);
const DEEDS = 'measured painted borrowed repaired counted carried weighed photographed'.split(' ');
const PLACES = 'Lisbon Oslo Prague Dublin Vienna Athens Helsinki Warsaw Madrid Tallinn Zagreb'.split(' ');

/** Sentences that share some of their words with those of other documents, and none all of them. */
function textOf(at: number): string {
  const pick = (words: readonly string[], step: number): string =>
    words[(at * step + step) % words.length] ?? '';
  return `Somebody ${pick(DEEDS, 3)} the ${pick(SUBJECTS, 5)} of ${pick(PLACES, 7)} with great patience${at}. Nobody asked about the ${pick(SUBJECTS, 7)} that year${at}.`;
}

/** A corpus of one passage a document. Vectors point where their words do. */
function open(vectors: boolean) {
  const catalogue = new Catalogue();
  const lexical = createBm25Index();
  const index = createExactIndex(16);
  const sources: string[] = [];
  const add = (text: string): void => {
    const key = sources.push(text) - 1;
    const id = String(key);
    const record = { id, name: id, bytes: 1, sha256: id, addedAt: 0, firstKey: key, passages: 1 };
    catalogue.set({
      record: { ...record, state: 'words' },
      language: 'en',
      spans: [{ start: 0, end: text.length, context: '' }],
    });
    lexical.add(key, termsOf(text, 'en'), []);
    if (!vectors) return;
    const vector = new Float32Array(16);
    for (const term of termsOf(text, 'en')) vector[(term.length * 7 + term.charCodeAt(0)) % 16]! += 1;
    index.add([key], vector);
  };
  const parse = async (id: string): Promise<ParsedDocument> => {
    const text = sources[Number(id)] ?? '';
    return {
      format: 'text',
      text,
      blocks: [{ kind: 'paragraph', start: 0, end: text.length, headings: [] }],
    };
  };
  const space = {
    manifest: { embedder: { languages: ['en'] } },
    fingerprint: 'one',
    index,
    engine: { kind: 'scan' },
  } as never;
  const current = { space };
  const gate = { released: async (): Promise<void> => undefined };
  const calibrator = new CorpusCalibrator({
    indexes: { catalogue, lexical, spaces: new Map() },
    texts: new TextCache(parse),
    gate,
    embedder: () => current,
  });
  const learn = async (): Promise<Calibration | undefined> => {
    calibrator.wake();
    await calibrator.idle();
    return calibrator.calibration;
  };
  return { add, learn, calibrator, current, gate };
}

function fill(corpus: ReturnType<typeof open>, from: number, to: number): void {
  for (let at = from; at < to; at++) corpus.add(textOf(at));
}

describe('CorpusCalibrator', () => {
  it('knows nothing before it was woken, and nothing of an empty corpus', async () => {
    const corpus = open(false);
    expect(corpus.calibrator.calibration).toBeUndefined();
    expect(await corpus.learn()).toBeUndefined();
  });

  it('learns what turns up by chance: less than all, and the same at every opening', async () => {
    const corpus = open(false);
    fill(corpus, 0, 40);
    const calibration = await corpus.learn();
    expect(calibration?.spread.length).toBeGreaterThan(50);
    // What stands in several documents is found, what makes a sentence out is not.
    expect(calibration?.base).toBeGreaterThan(0.1);
    expect(calibration?.base).toBeLessThan(0.9);
    expect(calibration?.prominence).toBeGreaterThan(0.2);
    expect(calibration?.nearest).toBeUndefined();
    expect(calibration?.languages).toEqual(new Map([['en', calibration?.spread.length]]));
    const again = open(false);
    fill(again, 0, 40);
    expect(await again.learn()).toEqual(calibration);
  });

  it('does not take for chance what stands in a copy', async () => {
    const corpus = open(false);
    fill(corpus, 0, 40);
    const alone = await corpus.learn();
    fill(corpus, 0, 16);
    const copied = await corpus.learn();
    expect(copied).not.toBe(alone);
    const chance = (calibration: Calibration | undefined): number =>
      calibration ? chanceEvidence(calibration, 6, 0.85) : Number.NaN;
    expect(Math.abs(chance(copied) - chance(alone))).toBeLessThan(0.15);
    // With them, these would be certain.
    expect(chance(copied)).toBeLessThan(1);
  });

  it('learns what the vectors call near, of vectors that it can trust', async () => {
    const corpus = open(true);
    fill(corpus, 0, 40);
    const { nearest } = (await corpus.learn()) ?? {};
    expect(nearest?.mean).toBeGreaterThan(0.5);
    expect(nearest?.mean).toBeLessThanOrEqual(1);
    expect(nearest?.deviation).toBeGreaterThan(0);
  });

  it('learns anew when the corpus has grown by much, and not for a document more', async () => {
    const corpus = open(false);
    fill(corpus, 0, 40);
    const before = await corpus.learn();
    fill(corpus, 40, 42);
    expect(await corpus.learn()).toBe(before);
    fill(corpus, 42, 60);
    const after = await corpus.learn();
    expect(after).not.toBe(before);
    expect(after).toBeDefined();
  });

  it('says nothing of vectors that took over since, until it has learnt again', async () => {
    const corpus = open(true);
    fill(corpus, 0, 40);
    expect(await corpus.learn()).toBeDefined();
    corpus.current.space = { ...(corpus.current.space as object), fingerprint: 'two' } as never;
    expect(corpus.calibrator.calibration).toBeUndefined();
    expect(await corpus.learn()).toBeDefined();
  });

  it('waits while the work is held back, and stops when it is closed', async () => {
    const corpus = open(false);
    fill(corpus, 0, 40);
    const asked: AbortSignal[] = [];
    const gate: { released(signal?: AbortSignal): Promise<void> } = corpus.gate;
    const called = new Promise<void>((resolve) => {
      gate.released = (signal) =>
        new Promise((_open, reject) => {
          if (signal) asked.push(signal);
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          resolve();
        });
    });
    corpus.calibrator.wake();
    await called;
    expect(asked).toHaveLength(1);
    await corpus.calibrator.close();
    expect(corpus.calibrator.calibration).toBeUndefined();
    corpus.calibrator.wake();
    await corpus.calibrator.idle();
    expect(asked).toHaveLength(1);
  });
});
