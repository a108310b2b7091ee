import { expect, it } from 'vitest';
import { quantise } from '../../../src/search/vector-rows.ts';
import type { VectorOrigin } from '../../../src/storage/schema.ts';
import { VectorOrigins } from '../../../src/storage/vector-origins.ts';

const GPU: VectorOrigin = { device: 'webgpu', adapter: 'card', selfTest: 1 };
const CPU: VectorOrigin = { device: 'wasm' };

it('tells in runs where vectors were made, and nothing of those of which it is not known', () => {
  const origins = new VectorOrigins();
  const rows = quantise([5, 6, 7, 100, 101], new Float32Array(5).fill(1), 1);
  origins.note({ rows, origins: [{ rows: 2, made: GPU }, { rows: 1 }, { rows: 2, made: CPU }] });
  origins.note({ rows: quantise([8], Float32Array.of(1), 1), origins: [{ rows: 1, made: { ...GPU } }] });
  expect(origins.runsOf([5, 6, 8, 100, 7, 9, 5])).toEqual([
    { rows: 3, made: GPU },
    { rows: 1, made: CPU },
    { rows: 2 },
    { rows: 1, made: GPU },
  ]);
  expect(origins.runsOf([])).toEqual([]);
});
