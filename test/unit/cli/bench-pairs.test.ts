import { describe, expect, it } from 'vitest';
import { alternate, compare, coveredMs, median, quantile, type Taken } from '../../../src/cli/bench/pairs.ts';

describe('quantile', () => {
  it('takes values in the order of their size, between neighbours in proportion', () => {
    expect(quantile([40, 10, 30, 20], 0.25)).toBe(17.5);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('has no answer without values', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('alternate', () => {
  it('runs first, second, second, first, and gives the mean of each in the round', async () => {
    const order: string[] = [];
    const taking = (name: string, times: number[]) => (): Promise<Taken> => {
      order.push(name);
      const ms = times.shift() ?? 0;
      return Promise.resolve(name === 'a' ? { ms, cpuMs: 2 * ms } : { ms });
    };
    const rounds = await alternate(2, taking('a', [1, 3, 5, 7]), taking('b', [10, 20, 30, 50]));
    expect(order.join('')).toBe('abbaabba');
    expect(rounds).toEqual([
      { first: { ms: 2, cpuMs: 4 }, second: { ms: 15 } },
      { first: { ms: 6, cpuMs: 12 }, second: { ms: 40 } },
    ]);
  });

  it('lets a machine that slows down steadily slow both sides by the same', async () => {
    let clock = 0;
    const work = (): Promise<Taken> => Promise.resolve({ ms: 100 + 10 * clock++ });
    const { ratio, low, high } = compare(await alternate(5, work, work));
    expect([low, ratio, high]).toEqual([1, 1, 1]);
  });
});

describe('compare', () => {
  it('gives the median of the ratios, which one disturbed round does not move', () => {
    const rounds = [102, 101, 103, 900].map((ms) => ({ first: { ms }, second: { ms: 100 } }));
    const result = compare(rounds);
    expect(result.ratio).toBeCloseTo(1.025);
    expect(result).toMatchObject({ secondMs: 100, rounds: 4 });
    expect(result.low).toBeLessThan(result.ratio);
    expect(result.high).toBeGreaterThan(result.ratio);
    expect(result).not.toHaveProperty('cpuRatio');
  });

  it('compares the time on a core over all rounds, where it is known', () => {
    const rounds = [1, 3].map((factor) => ({
      first: { ms: 1, cpuMs: 11 * factor },
      second: { ms: 1, cpuMs: 10 * factor },
    }));
    expect(compare(rounds).cpuRatio).toBeCloseTo(1.1);
  });
});

describe('coveredMs', () => {
  it('counts time that several spans share once', () => {
    const spans = [
      [10, 20],
      [0, 4],
      [12, 15],
      [18, 25],
      [25, 26],
    ] as const;
    expect(coveredMs(spans)).toBe(4 + 15 + 1);
    expect(coveredMs([])).toBe(0);
  });
});
