import { describe, expect, it } from 'vitest';
import type { Capability } from '../../../src/inference/ladder/capability.ts';
import { neededFiles, planRungs, type Rung } from '../../../src/inference/ladder/rungs.ts';
import { builtInGenerators, onnxRuntime, wllamaRuntime } from '../../../src/models/built-in.ts';
import type { GeneratorForm, ModelManifest } from '../../../src/models/manifest.ts';

const GIB = 2 ** 30;

const gpu = (change: Partial<NonNullable<Capability['gpu']>> = {}): Capability['gpu'] => ({
  name: 'acme one',
  isSoftware: false,
  features: new Set<string>(),
  maxBufferBytes: GIB,
  readRate: 200,
  ...change,
});

const device = (change: Partial<Capability> = {}): Capability => ({
  readRate: 5,
  memoryBytes: 8 * GIB,
  isMemoryKnown: true,
  isolated: true,
  ...change,
});

const name = ({ manifest, form }: Rung): string => `${manifest.engine.name} ${form.device}`;

function model(id: string, forms: Partial<GeneratorForm>[]): ModelManifest {
  const [first] = builtInGenerators;
  const [form] = first!.generator!.forms;
  return {
    ...first!,
    id,
    generator: { ...first!.generator!, forms: forms.map((change) => ({ ...form!, ...change })) },
  };
}

describe('planRungs', () => {
  it('takes web-llm on a hardware GPU first, and WASM below it', () => {
    const { rungs } = planRungs(builtInGenerators, device({ gpu: gpu()! }));
    expect(name(rungs[0]!)).toBe('@mlc-ai/web-llm webgpu');
    const firstWasm = rungs.findIndex(({ form }) => form.device === 'wasm');
    expect(firstWasm).toBeGreaterThan(0);
    expect(rungs.slice(firstWasm).every(({ form }) => form.device === 'wasm')).toBe(true);
  });

  it('leaves a GPU alone that is imitated, absent or no faster, and says so', () => {
    for (const [there, reason] of [
      [device({ gpu: gpu({ isSoftware: true })! }), /imitated/],
      [device(), /no WebGPU adapter/],
      [device({ gpu: gpu({ readRate: 6 })! }), /6\.0 GB\/s/],
    ] as const) {
      const { rungs, refused } = planRungs(builtInGenerators, there);
      expect(rungs.every(({ form }) => form.device === 'wasm')).toBe(true);
      expect(rungs.length).toBeGreaterThan(0);
      expect(refused.find(({ device }) => device === 'webgpu')?.reason).toMatch(reason);
    }
  });

  it('takes a forced device as it is, an imitated GPU too', () => {
    const there = device({ gpu: gpu({ isSoftware: true, readRate: 1 })! });
    const { rungs } = planRungs(builtInGenerators, there, { device: 'webgpu' });
    expect(name(rungs[0]!)).toBe('@mlc-ai/web-llm webgpu');
    expect(rungs.every(({ form }) => form.device === 'webgpu')).toBe(true);
    expect(planRungs(builtInGenerators, device(), { device: 'webgpu' }).rungs).toEqual([]);
  });

  it('prefers the form for f16 where the GPU has it, and passes to f32 where not', () => {
    const models = [
      model('half', [{ gpu: { features: ['shader-f16'], maxBufferBytes: 1 } }]),
      model('full', [{ gpu: { features: [], maxBufferBytes: 1 } }]),
    ];
    const half = planRungs(models, device({ gpu: gpu({ features: new Set(['shader-f16']) })! }));
    expect(half.rungs.map(({ manifest }) => manifest.id)).toEqual(['half', 'full']);
    const full = planRungs(models, device({ gpu: gpu()! }));
    expect(full.rungs.map(({ manifest }) => manifest.id)).toEqual(['full']);
    expect(full.refused[0]?.reason).toContain('shader-f16');
  });

  it('refuses what does not fit with the numbers, and offers the smaller form', () => {
    const models = [
      model('big', [
        { device: 'wasm', memoryBytes: 5e9 },
        { device: 'wasm', memoryBytes: 1e9 },
      ]),
    ];
    const { rungs, refused } = planRungs(models, device({ memoryBytes: 4 * GIB }));
    expect(rungs.map(({ form }) => form.memoryBytes)).toEqual([1e9]);
    expect(refused[0]?.reason).toMatch(/needs 5\.00 GB of memory, and 2\.58 GB .* 4\.29 GB/);
    const wide = model('wide', [{ gpu: { features: [], maxBufferBytes: 2 * GIB } }]);
    expect(planRungs([wide], device({ gpu: gpu()! })).refused[0]?.reason).toContain('buffers of 2.15 GB');
  });

  it('keeps to the engine that was asked for', () => {
    const { rungs } = planRungs(builtInGenerators, device({ gpu: gpu()! }), { engine: '@wllama/wllama' });
    expect(rungs.length).toBeGreaterThan(0);
    expect(rungs.every(({ manifest }) => manifest.engine.name === '@wllama/wllama')).toBe(true);
  });
});

describe('neededFiles', () => {
  const sizeOf = ({ files }: Pick<ModelManifest, 'files'>): number =>
    files.reduce((sum, { bytes }) => sum + bytes, 0);
  const needed = (rung: Rung): number => sizeOf({ files: neededFiles(rung, runtimes) });
  const runtimes = { '@huggingface/transformers': onnxRuntime, '@wllama/wllama': wllamaRuntime };

  it('counts the files of the form and the runtime that comes with it', () => {
    const [mlc, onnx, gguf] = builtInGenerators as [ModelManifest, ModelManifest, ModelManifest];
    const rung = (manifest: ModelManifest, device: string): Rung => ({
      manifest,
      form: manifest.generator!.forms.find((form) => form.device === device)!,
    });
    expect(needed(rung(mlc, 'webgpu'))).toBe(sizeOf(mlc));
    expect(needed(rung(gguf, 'wasm'))).toBe(sizeOf(gguf) + sizeOf(wllamaRuntime));
    const packed = onnx.files.find(({ path }) => path === 'onnx/model_q4.onnx')!.bytes;
    const expanded = onnx.files.find(({ path }) => path === 'onnx/wasm_q4.onnx')!.bytes;
    expect(needed(rung(onnx, 'wasm'))).toBe(sizeOf(onnx) - packed);
    const build = onnxRuntime.files.find(({ path }) => path.endsWith('.asyncify.wasm'))!.bytes;
    // Node has no stack switching for WebAssembly, so that the bigger build is taken.
    expect(needed(rung(onnx, 'webgpu'))).toBe(sizeOf(onnx) - expanded + build);
  });
});
