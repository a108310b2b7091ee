import type { Device } from '../embedder.ts';

/** Builds of the ONNX runtime; each has a `.mjs` (code, served with the app) and a `.wasm` (verified bytes). */
export type RuntimeBuild = 'plain' | 'jspi' | 'asyncify';

/**
 * The smallest build that runs this device here (14, 17 and 27 MB): WASM needs no more than the plain one; WebGPU needs
 * the browser's stack switching, or the build that brings its own.
 */
export function chooseBuild(device: Device): RuntimeBuild {
  if (device === 'wasm') return 'plain';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}

/** Names of a build's files in the runtime's manifest. */
export function runtimeFiles(build: RuntimeBuild): { mjs: string; wasm: string } {
  const stem = `ort-wasm-simd-threaded${build === 'plain' ? '' : `.${build}`}`;
  return { mjs: `${stem}.mjs`, wasm: `${stem}.wasm` };
}

/**
 * Threads for WASM: half of the cores, 1 to 4. The page needs the other half, and with every core busy two threads were
 * slower than one. Without cross-origin isolation there are no threads.
 */
export function chooseThreads(device: Device): number {
  if (device === 'webgpu' || !globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2)));
}
