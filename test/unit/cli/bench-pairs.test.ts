import { describe, expect, it } from 'vitest';
import { alternate, compare, coveredMs, median, quantile } from '../../../src/cli/bench/pairs.ts';

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
    const taking = (name: string, times: number[]) => (): Promise<number> => {
      order.push(name);
      return Promise.resolve(times.shift() ?? 0);
    };
    const rounds = await alternate(2, taking('a', [1, 3, 5, 7]), taking('b', [10, 20, 30, 50]));
    expect(order.join('')).toBe('abbaabba');
    expect(rounds).toEqual([
      { firstMs: 2, secondMs: 15 },
      { firstMs: 6, secondMs: 40 },
    ]);
  });

  it('lets a machine that slows down steadily slow both sides by the same', async () => {
    let clock = 0;
    const work = (): Promise<number> => Promise.resolve(100 + 10 * clock++);
    const { ratio, low, high } = compare(await alternate(5, work, work));
    expect([low, ratio, high]).toEqual([1, 1, 1]);
  });
});

describe('compare', () => {
  it('gives the median of the ratios, which one disturbed round does not move', () => {
    const rounds = [102, 101, 103, 900].map((firstMs) => ({ firstMs, secondMs: 100 }));
    const result = compare(rounds);
    expect(result.ratio).toBeCloseTo(1.025);
    expect(result).toMatchObject({ ratioOfBest: 1.01, secondMs: 100, rounds: 4 });
    expect(result.low).toBeLessThan(result.ratio);
    expect(result.high).toBeGreaterThan(result.ratio);
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
