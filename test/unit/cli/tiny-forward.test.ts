import { expect, it } from 'vitest';
import { attend, gelu } from '../../../src/cli/tiny/forward.ts';
import { integerField } from '../../../src/cli/tiny/protobuf.ts';
import { RandomSource } from '../../../src/cli/tiny/random-source.ts';

it('computes GELU as tables of the normal distribution have it', () => {
  expect(gelu(0)).toBe(0);
  expect(gelu(1)).toBeCloseTo(0.841344746, 9);
  expect(gelu(-2)).toBeCloseTo(-2 * 0.0227501319, 9);
  expect(gelu(9)).toBe(9);
});

it('mixes values by equal shares where all keys are alike, and of the past only where asked', () => {
  const rows = { queries: Float64Array.of(1, 1), keys: Float64Array.of(0, 0), values: Float64Array.of(2, 6) };
  const sizes = { heads: 1, sharedHeads: 1, headDim: 1 };
  expect(Array.from(attend({ ...rows, ...sizes, isCausal: false }))).toEqual([4, 4]);
  expect(Array.from(attend({ ...rows, ...sizes, isCausal: true }))).toEqual([2, 4]);
});

it('encodes whole numbers as the format has them', () => {
  expect(Array.from(integerField(1, 150))).toEqual([0x08, 0x96, 0x01]);
  expect(Array.from(integerField(3, -1))).toEqual([0x18, ...Array<number>(9).fill(0xff), 0x01]);
});

it('draws numbers of mean 0 and deviation 1, the same ones for a seed', () => {
  const draw = (seed: number): number[] => {
    const random = new RandomSource(seed);
    return Array.from({ length: 4000 }, () => random.normal());
  };
  const values = draw(7);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  expect(draw(7)).toEqual(values);
  expect(draw(8)).not.toEqual(values);
});
