import { describe, expect, it } from 'vitest';
import { probeQuestion } from '../../../src/search/probe-question.ts';

const RENT = 'The monthly rent of the small flat in Harbour Street is due on the third working day.';

describe('probeQuestion', () => {
  it('asks with telling words of one sentence, in their order, and the same for the same seed', () => {
    const sentences = [RENT, 'Pets need the written consent of the landlord, which may be withdrawn later.'];
    const asked = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const question = probeQuestion(sentences, 'en', seed) ?? '';
      expect(probeQuestion(sentences, 'en', seed)).toBe(question);
      const words = question.split(' ');
      expect(words.length).toBeGreaterThanOrEqual(3);
      expect(words.length).toBeLessThanOrEqual(10);
      const places = (sentence: string): number[] => words.map((word) => sentence.indexOf(word));
      const from = sentences.find((sentence) => places(sentence).every((place) => place >= 0)) ?? '';
      expect(places(from)).toEqual([...places(from)].sort((a, b) => a - b));
      expect(words).not.toContain('the');
      asked.add(question);
    }
    expect(asked.size).toBeGreaterThan(20);
  });

  it('asks nothing where no sentence says enough', () => {
    expect(probeQuestion([], 'en', 1)).toBeUndefined();
    expect(probeQuestion(['See there.', 'It is what it is.'], 'en', 1)).toBeUndefined();
  });

  it('writes Chinese without spaces, as it is asked', () => {
    const question = probeQuestion(['黑豹队的防守只丢了308分，在联赛中排名第六。'], 'zh', 3);
    expect(question).toMatch(/^[^\s]+$/u);
    expect(probeQuestion(['黑豹队防守球员拦截进攻联赛排名'], 'zh', 3)).not.toContain(' ');
  });
});
