import { isSupported, KERNELS, type KernelName } from './kernel/kernel.ts';
import { ScanRows } from './scan-rows.ts';
import { createTopK } from './top-k.ts';

/** Numbers of a test vector: not of 16, so that rows are filled up. */
const DIMS = 50;
const ROWS = 64;
const QUERIES = 3;

let chosen: KernelName | undefined;

/**
 * The fastest kernel that this browser runs and runs rightly. Compilers of relaxed SIMD have had bugs (V8 11.3 adds up
 * wrongly until its optimising compiler takes over), and a wrong sum shows as a bad answer, never as an error.
 */
export function chooseKernel(): KernelName {
  chosen ??= KERNELS.find((name) => isSupported(name) && agreesWithScalar(name)) ?? 'scalar';
  return chosen;
}

/** Whether a kernel finds what the scalar one finds, among vectors of numbers as large as they get. */
export function agreesWithScalar(name: KernelName): boolean {
  return name === 'scalar' || JSON.stringify(searchSamples(name)) === JSON.stringify(searchSamples('scalar'));
}

function searchSamples(name: KernelName): unknown[] {
  const next = createSamples();
  const rows = new ScanRows(name, DIMS, 'dot');
  rows.reserve(ROWS);
  for (let row = 0; row < ROWS; row++) rows.put(row, row, next());
  return Array.from({ length: QUERIES }, () => {
    const best = createTopK(ROWS);
    for (const { key, score } of rows.scan(next(), ROWS, 20)) best.push(score, key);
    return best.take();
  });
}

/** Repeatable vectors of numbers from −1 to 1: a linear congruential generator. */
function createSamples(): () => Float32Array {
  let state = 1;
  return () =>
    Float32Array.from({ length: DIMS }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 31 - 1;
    });
}
