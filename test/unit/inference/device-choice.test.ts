import { describe, expect, it } from 'vitest';
import { chooseDevice } from '../../../src/inference/device-choice.ts';
import { describeAdapter, type GpuReport } from '../../../src/inference/gpu-adapter.ts';

const HARDWARE: GpuReport = { name: 'nvidia ada', isSoftware: false };
const SOFTWARE: GpuReport = { name: 'google swiftshader', isSoftware: true };
const probe = (gpu: GpuReport | undefined) => () => Promise.resolve(gpu);

describe('chooseDevice', () => {
  it("takes a hardware GPU for 'auto'", async () => {
    expect(await chooseDevice('auto', probe(HARDWARE))).toEqual({
      device: 'webgpu',
      gpu: HARDWARE,
      refused: [],
    });
  });

  it("takes WASM for 'auto' on a software adapter or none, and says why", async () => {
    expect(await chooseDevice('auto', probe(SOFTWARE))).toEqual({
      device: 'wasm',
      refused: [{ device: 'webgpu', reason: 'software adapter (google swiftshader)' }],
    });
    expect(await chooseDevice('auto', probe(undefined))).toEqual({
      device: 'wasm',
      refused: [{ device: 'webgpu', reason: 'no WebGPU adapter' }],
    });
  });

  it('takes what is forced: a software adapter, or WASM without asking for a GPU', async () => {
    expect(await chooseDevice('webgpu', probe(SOFTWARE))).toMatchObject({ device: 'webgpu', gpu: SOFTWARE });
    const unasked = (): never => {
      throw new Error('asked for a GPU');
    };
    expect(await chooseDevice('wasm', unasked)).toEqual({ device: 'wasm', refused: [] });
  });

  it('refuses a forced GPU that is not there', async () => {
    await expect(chooseDevice('webgpu', probe(undefined))).rejects.toMatchObject({ code: 'no_webgpu' });
  });
});

describe('describeAdapter', () => {
  const info = (fields: Partial<GPUAdapterInfo>): GPUAdapterInfo =>
    ({
      vendor: '',
      architecture: '',
      device: '',
      description: '',
      isFallbackAdapter: false,
      ...fields,
    }) as GPUAdapterInfo;

  it.each([
    [info({ vendor: 'google', architecture: 'swiftshader' }), true],
    [info({ vendor: 'mesa', description: 'llvmpipe (LLVM 19)' }), true],
    [info({ vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }), true],
    [info({ vendor: 'acme', isFallbackAdapter: true }), true],
    [info({ vendor: 'apple', architecture: 'metal-3' }), false],
    [info({}), false],
  ])('tells software from hardware: %o', (adapter, isSoftware) => {
    expect(describeAdapter(adapter).isSoftware).toBe(isSoftware);
  });
});
