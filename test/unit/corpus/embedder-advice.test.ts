import { describe, expect, it } from 'vitest';
import { adviseEmbedder } from '../../../src/corpus/embedder-advice.ts';
import { builtInEmbedder, multilingualEmbedder } from '../../../src/models/built-in.ts';
import type { PassageSpan } from '../../../src/types.ts';

const span: PassageSpan = { start: 0, end: 1, context: '' };
const entries = (counts: Record<string, number>): Parameters<typeof adviseEmbedder>[1] =>
  Object.entries(counts).map(([language, count]) => ({
    language,
    spans: Array.from({ length: count }, () => span),
  }));

describe('adviseEmbedder', () => {
  it('recommends the one for all languages when a fifth of the passages is in others than English', () => {
    const advice = adviseEmbedder(builtInEmbedder, entries({ en: 60, de: 15, ar: 25 }));
    expect(advice?.id).toBe('multilingual-e5-small');
    expect(advice?.reason).toContain('40 %');
    expect(advice?.reason).toContain('German, Arabic');
    expect(adviseEmbedder(builtInEmbedder, entries({ en: 80, de: 20 }))).toBeDefined();
  });

  it('keeps quiet below that, and about texts whose language could not be told', () => {
    expect(adviseEmbedder(builtInEmbedder, entries({ en: 81, de: 19 }))).toBeUndefined();
    expect(adviseEmbedder(builtInEmbedder, entries({ en: 2, und: 98 }))).toBeUndefined();
    expect(adviseEmbedder(builtInEmbedder, entries({ en: 0, de: 0 }))).toBeUndefined();
    expect(adviseEmbedder(builtInEmbedder, [])).toBeUndefined();
  });

  it('counts the last questions too, three at least', () => {
    const english = entries({ en: 100 });
    const asked = (german: number, rest: number): string[] => [
      ...Array.from({ length: german }, () => 'de'),
      ...Array.from({ length: rest }, () => 'en'),
    ];
    const advice = adviseEmbedder(builtInEmbedder, english, asked(4, 16));
    expect(advice?.id).toBe('multilingual-e5-small');
    expect(advice?.reason).toContain('4 of the last 20 questions');
    expect(advice?.reason).toContain('German');
    expect(adviseEmbedder(builtInEmbedder, english, asked(3, 0))).toBeDefined();
    expect(adviseEmbedder(builtInEmbedder, english, asked(2, 0))).toBeUndefined();
    expect(adviseEmbedder(builtInEmbedder, english, asked(3, 17))).toBeUndefined();
    expect(adviseEmbedder(builtInEmbedder, [], asked(3, 0))).toBeDefined();
    expect(adviseEmbedder(multilingualEmbedder, english, asked(20, 0))).toBeUndefined();
  });

  it('has nothing to recommend to who knows all languages', () => {
    expect(adviseEmbedder(multilingualEmbedder, entries({ de: 50, zh: 50 }))).toBeUndefined();
  });
});
