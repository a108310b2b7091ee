import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../../src/corpus/catalogue.ts';
import { PassageReader } from '../../../src/corpus/passage-reader.ts';
import { PhraseSearch } from '../../../src/corpus/phrase-search.ts';
import { TextCache } from '../../../src/corpus/text-cache.ts';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { KeyBitmap, type KeyFilter } from '../../../src/search/key-bitmap.ts';
import { termsOf } from '../../../src/text/terms.ts';
import type { ParsedDocument } from '../../../src/types.ts';

interface Source {
  text: string;
  context?: string;
  language?: string;
}

/** A corpus of one passage a document; the key of a passage is its place. */
function open(sources: readonly Source[]): { restrict: typeof restrict; reads: string[] } {
  const catalogue = new Catalogue();
  const lexical = createBm25Index();
  const reads: string[] = [];
  const languages = [...new Set(sources.map(({ language = 'en' }) => language))];
  sources.forEach(({ text, context = '', language = 'en' }, firstKey) => {
    const id = String(firstKey);
    const record = { id, name: id, bytes: 1, sha256: id, addedAt: 0, firstKey, passages: 1 };
    const spans = [{ start: 0, end: text.length, context }];
    catalogue.set({ record: { ...record, state: 'words' }, language, spans });
    lexical.add(firstKey, termsOf(text, language), termsOf(context, language));
  });
  const texts = new TextCache(async (id): Promise<ParsedDocument> => {
    reads.push(id);
    const { text = '' } = sources[Number(id)] ?? {};
    return {
      format: 'text',
      text,
      blocks: [{ kind: 'paragraph', start: 0, end: text.length, headings: [] }],
    };
  });
  const search = new PhraseSearch(lexical, new PassageReader(catalogue, texts));
  const restrict = async (question: string, accept?: KeyFilter, signal?: AbortSignal) => {
    const found = await search.restrict({ question, languages, lexical, ...(accept && { accept }) }, signal);
    const keysIn = (filter: KeyFilter | undefined): number[] =>
      [...sources.keys()].filter((key) => (typeof filter === 'function' ? filter(key) : filter?.has(key)));
    const { accept: only, prefer } = found.request;
    return { phrases: found.phrases, only: only && keysIn(only), first: prefer && keysIn(prefer) };
  };
  return { restrict, reads };
}

const LEASE: Source[] = [
  { text: 'The notice period is three months.' },
  { text: 'Three months of notice are a period.' },
  { text: 'The deposit is paid in March.', context: 'The notice period' },
  { text: 'Die Kündigungsfrist beträgt drei Monate.', language: 'de' },
  { text: 'The deposit is high.' },
];

describe('PhraseSearch', () => {
  it('leaves the passages that hold the phrase in their text or above it', async () => {
    const { restrict } = open(LEASE);
    expect(await restrict('"Notice period"')).toEqual({
      only: [0, 2],
      phrases: [{ text: 'Notice period', found: true }],
    });
    expect((await restrict('„beträgt drei“')).only).toEqual([3]);
  });

  it('puts them first where the question asks for more', async () => {
    const { restrict } = open(LEASE);
    expect(await restrict('How is the "notice period" computed?')).toEqual({
      first: [0, 2],
      phrases: [{ text: 'notice period', found: true }],
    });
    expect((await restrict('What is the "notice period"?')).only).toEqual([0, 2]);
  });

  it('leaves all where no passage holds it, and says so', async () => {
    const { restrict } = open(LEASE);
    expect(await restrict('Who pays the "period notice"?')).toEqual({
      phrases: [{ text: 'period notice', found: false }],
    });
  });

  it('reads nothing where a question has no phrase, or one whose words no passage holds', async () => {
    const { restrict, reads } = open(LEASE);
    expect(await restrict('How long is the notice period?')).toEqual({ phrases: [] });
    expect((await restrict('"central heating"')).phrases).toEqual([
      { text: 'central heating', found: false },
    ]);
    expect(reads).toEqual([]);
  });

  it('wants all phrases, or one of them where no passage holds all', async () => {
    const { restrict } = open(LEASE);
    expect((await restrict('"the deposit" "notice period"')).only).toEqual([2]);
    expect(await restrict('"three months" or "is high" or "in July"')).toEqual({
      only: [0, 1, 4],
      phrases: [
        { text: 'three months', found: true },
        { text: 'is high', found: true },
        { text: 'in July', found: false },
      ],
    });
  });

  it('looks among accepted passages only', async () => {
    const { restrict } = open(LEASE);
    expect((await restrict('"notice period"', KeyBitmap.of([1, 2, 4]))).only).toEqual([2]);
    expect(await restrict('"notice period"', (key) => key === 4)).toEqual({
      only: [4],
      phrases: [{ text: 'notice period', found: false }],
    });
  });

  it('stops reading when enough was found, and when it is cancelled', async () => {
    const many = Array.from({ length: 900 }, () => ({ text: 'the notice period' }));
    const { restrict, reads } = open(many);
    expect((await restrict('"notice period"')).only).toHaveLength(200);
    expect(reads).toHaveLength(200);
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(restrict('"notice period"', undefined, stopped)).rejects.toThrow('enough');
  });
});
