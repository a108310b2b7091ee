import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords, type PassageTerms, type WordRows } from '../../../src/search/word-rows.ts';
import { WordMerge } from '../../../src/storage/word-merge.ts';
import { decodeWords, encodeWords } from '../../../src/storage/word-segment.ts';

const TERM = fc.oneof(
  fc.constantFrom('a', 'ab', 'b', '検索', '\uFEFFx', '🦊', 'z\n', 'é'),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);
const TERMS = fc.array(TERM, { maxLength: 12 });

/** Passages with ascending keys, far apart at times. */
const PASSAGES: fc.Arbitrary<PassageTerms[]> = fc
  .array(fc.record({ step: fc.oneof(fc.nat(3), fc.nat(1_000_000)), body: TERMS, context: TERMS }), {
    maxLength: 6,
  })
  .map((list) => {
    let key = -1;
    return list.map(({ step, body, context }) => ({ key: (key += 1 + step), body, context }));
  });

/** Length and postings of each key: what a search can know. */
function contentOf({ keys, lengths, terms, starts, slots, frequencies }: WordRows): unknown {
  const passages = [...keys].map((key, slot) => ({ key, length: lengths[slot], words: [] as unknown[] }));
  terms.forEach((term, at) => {
    for (let posting = starts[at] ?? 0; posting < (starts[at + 1] ?? 0); posting++)
      passages[slots[posting] ?? 0]?.words.push([term, frequencies[posting]]);
  });
  return passages;
}

const NOTHING = countWords([]);

describe('the bytes of words', () => {
  it('give back what went in', () => {
    fc.assert(
      fc.property(PASSAGES, (passages) => {
        const words = countWords(passages);
        const { rows, bytes } = encodeWords(words);
        expect(rows).toBe(passages.length);
        expect(decodeWords(bytes)).toEqual(words);
      }),
    );
  });

  it('hold large keys, and words that are there often', () => {
    const words = countWords([
      { key: 0, body: [], context: [] },
      { key: 4_294_967_295, body: Array.from({ length: 300 }, () => 'word'), context: ['x'.repeat(300)] },
    ]);
    expect(decodeWords(encodeWords(words).bytes)).toEqual(words);
  });

  it('are refused when they are cut, or of something else', () => {
    const { bytes } = encodeWords(countWords([{ key: 7, body: ['one', 'two', 'three'], context: [] }]));
    for (let length = 0; length < bytes.byteLength; length++)
      expect(() => decodeWords(bytes.slice(0, length)), String(length)).toThrow(RangeError);
    expect(() => decodeWords(new ArrayBuffer(64))).toThrow(RangeError);
  });
});

function mergeWords(parts: WordRows[], isLive: (key: number) => boolean): WordRows | undefined {
  const merge = new WordMerge(parts, isLive);
  Array.from(merge.steps());
  return merge.take();
}

describe('WordMerge', () => {
  it('is what counting the live passages together gives, in whatever order they were stored', () => {
    const cases = fc.tuple(PASSAGES, fc.array(fc.nat(3)), fc.array(fc.boolean()));
    fc.assert(
      fc.property(cases, ([passages, places, lives]) => {
        const segments = [0, 1, 2, 3].map((segment) =>
          countWords(passages.filter((_, at) => (places[at] ?? 0) === segment)),
        );
        const isKept = (at: number): boolean => lives[at] ?? true;
        const live = new Set(passages.filter((_, at) => isKept(at)).map(({ key }) => key));
        const merged = mergeWords(
          segments.map((words) => decodeWords(encodeWords(words).bytes)),
          (key) => live.has(key),
        );
        const expected = countWords(passages.filter((_, at) => isKept(at)));
        expect(merged ?? NOTHING).toEqual(expected);
        expect(contentOf(merged ?? NOTHING)).toEqual(contentOf(expected));
      }),
    );
  });

  it('takes a passage once that was stored twice', () => {
    const words = countWords([{ key: 3, body: ['one', 'two'], context: [] }]);
    expect(mergeWords([words, words], () => true)).toEqual(words);
  });
});
