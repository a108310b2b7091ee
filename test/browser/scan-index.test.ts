import { expect, it } from 'vitest';
import { chooseKernel } from '../../src/search/choose-kernel.ts';
import { KERNELS } from '../../src/search/kernel/kernel.ts';
import { describeScan } from '../helpers/scan-cases.ts';

it('takes the kernel with relaxed SIMD', () => {
  expect(chooseKernel()).toBe('relaxed');
});

for (const kernel of KERNELS) describeScan(kernel);
