import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padBatch, planBatches } from '../../../src/inference/transformers/token-batch.ts';

describe('padBatch', () => {
  it('fills short rows up and masks what it filled', () => {
    expect(padBatch([[5, 6, 7], [8]], 1)).toEqual({
      rows: 2,
      width: 3,
      lengths: [3, 1],
      ids: BigInt64Array.of(5n, 6n, 7n, 8n, 1n, 1n),
      mask: BigInt64Array.of(1n, 1n, 1n, 1n, 0n, 0n),
    });
  });
});

describe('planBatches', () => {
  const texts = fc.array(fc.array(fc.nat(30_000), { minLength: 1, maxLength: 40 }), { maxLength: 30 });

  it('takes each text once and keeps to the cap, unless one text alone is above it', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 200 }), (ids, cap) => {
        const plans = planBatches(ids, cap, 0);
        expect(plans.flatMap(({ indexes }) => indexes).sort((a, b) => a - b)).toEqual(ids.map((_, i) => i));
        for (const { batch, indexes } of plans) {
          expect(batch.rows).toBe(indexes.length);
          expect(batch.rows === 1 || batch.rows * batch.width <= cap).toBe(true);
          for (const [row, index] of indexes.entries()) {
            const start = row * batch.width;
            const own = batch.ids.subarray(start, start + (batch.lengths[row] ?? 0));
            expect([...own].map(Number)).toEqual(ids[index]);
          }
        }
      }),
    );
  });

  it('puts like lengths together, so that little is padding', () => {
    const mixed = Array.from({ length: 40 }, (_, i) => Array.from({ length: i % 2 ? 60 : 4 }, () => 9));
    const computed = planBatches(mixed, 240, 0).reduce((sum, { batch }) => sum + batch.rows * batch.width, 0);
    expect(computed).toBe(20 * 60 + 20 * 4);
  });
});
