import { describe, expect, it } from 'vitest';
import { calibrate, chanceEvidence, probesIn, type Probe } from '../../../src/search/calibration.ts';

/** Probes of three to ten words whose evidence follows `base + perWord / words`, give or take. */
function probesOf(base: number, perWord: number, noise = 0): Probe[] {
  return Array.from({ length: 80 }, (_, at) => {
    const words = 3 + (at % 8);
    const sway = at % 16 < 8 ? 1 + noise : 1 - noise;
    return { language: 'en', words, strength: (base + perWord / words) * sway, prominence: 0.6 };
  });
}

describe('calibrate', () => {
  it('says nothing without probes', () => {
    expect(calibrate([])).toBeUndefined();
  });

  it('finds how evidence by chance falls with the length of questions, and what few of them exceed', () => {
    const calibration = calibrate(probesOf(0.2, 0.9, 0.25));
    expect(calibration?.base).toBeCloseTo(0.2, 5);
    expect(calibration?.perWord).toBeCloseTo(0.9, 5);
    expect(calibration?.prominence).toBeCloseTo(0.6);
    const at = (words: number, share: number): number =>
      calibration ? chanceEvidence(calibration, words, share) : Number.NaN;
    expect(at(3, 0.9)).toBeCloseTo(0.5 * 1.25, 5);
    expect(at(9, 0.9)).toBeCloseTo(0.3 * 1.25, 5);
    expect(at(9, 0.1)).toBeCloseTo(0.3 * 0.75, 5);
    expect(at(9, 0.1)).toBeLessThan(at(9, 0.5));
  });

  it('knows how many probes tell about a question in a language', () => {
    const probes = ['en', 'en', 'en', 'de', 'und'].map((language): Probe => {
      return { language, words: 4, strength: 0.3, prominence: 1 };
    });
    const calibration = calibrate(probes);
    const count = (language: string): number => (calibration ? probesIn(calibration, language) : Number.NaN);
    expect(['en', 'de', 'fr', 'und'].map(count)).toEqual([4, 2, 1, 5]);
  });

  it('does not believe a few probes that longer questions find more by chance', () => {
    const calibration = calibrate([
      { language: 'en', words: 3, strength: 0.1, prominence: 1 },
      { language: 'en', words: 9, strength: 0.5, prominence: 1 },
    ]);
    expect(calibration).toMatchObject({ perWord: 0, base: 0.3 });
  });

  it('takes nothing at all for a little, so that no find is beyond all measure', () => {
    const calibration = calibrate(probesOf(0, 0));
    expect(calibration && chanceEvidence(calibration, 5, 0.9)).toBe(0);
    expect(calibration?.spread.every((value) => value === 0)).toBe(true);
  });

  it('knows what is near only where enough vectors differ', () => {
    const near = (values: readonly number[]): Probe[] =>
      values.map((nearest) => ({ language: 'en', words: 4, strength: 0.3, prominence: 1, nearest }));
    expect(calibrate(near([0.4, 0.6, 0.5]))?.nearest).toBeUndefined();
    expect(calibrate(near(Array.from({ length: 20 }, () => 0.5)))?.nearest).toBeUndefined();
    const known = calibrate(near(Array.from({ length: 20 }, (_, at) => (at % 2 ? 0.8 : 0.4))))?.nearest;
    expect(known?.mean).toBeCloseTo(0.6);
    expect(known?.deviation).toBeCloseTo(0.2);
  });
});
