import { expect, it } from 'vitest';

it('is cross-origin isolated, as the deployed page is', () => {
  expect(crossOriginIsolated).toBe(true);
});

it('has a WebGPU adapter, if only in software', async () => {
  expect(await navigator.gpu.requestAdapter()).not.toBeNull();
});

it('serves the runtime as it lies on disk', async () => {
  const glue = await fetch('/runtime/ort-wasm-simd-threaded.mjs');
  expect(glue.headers.get('content-type')).toContain('javascript');
  const wasm = await fetch('/runtime/ort-wasm-simd-threaded.wasm');
  expect(wasm.headers.get('content-type')).toBe('application/wasm');
  await wasm.body?.cancel();
});
