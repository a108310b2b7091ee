import type { Tensor } from './tensor.ts';

/**
 * Random numbers that are the same for a seed on every machine: whole-number steps (xorshift32 of Marsaglia 2003,
 * "Xorshift RNGs") and sums only, none of the functions whose last digit may differ between engines.
 */
export class RandomSource {
  #state: number;

  /** @param seed Any whole number but 0. */
  constructor(seed: number) {
    this.#state = seed | 0;
    if (this.#state === 0) throw new RangeError('The seed 0 would give nothing but zeros.');
  }

  /** Even in [0, 1). */
  even(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** About normal, mean 0 and deviation 1: the sum of twelve even numbers, less its mean. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.even();
    return sum;
  }

  /** A tensor of normal numbers with this deviation. */
  tensor(shape: readonly number[], deviation: number): Tensor {
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, data: Float32Array.from({ length }, () => this.normal() * deviation) };
  }
}
