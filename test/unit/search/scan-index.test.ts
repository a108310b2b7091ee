import { agreesWithScalar, chooseKernel } from '../../../src/search/choose-kernel.ts';
import { KERNELS } from '../../../src/search/kernel/kernel.ts';
import { describeScan } from '../../helpers/scan-cases.ts';
import { expect, it } from 'vitest';

it('chooses a kernel that gives the right sums', () => {
  const kernel = chooseKernel();
  expect(KERNELS).toContain(kernel);
  expect(agreesWithScalar(kernel)).toBe(true);
});

// Relaxed SIMD is tested in the browser: Node 20 does not have it.
describeScan('simd');
describeScan('scalar');
