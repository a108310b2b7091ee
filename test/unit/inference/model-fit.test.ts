import { describe, expect, it } from 'vitest';
import type { Capability } from '../../../src/inference/ladder/capability.ts';
import { fitModel } from '../../../src/inference/ladder/model-fit.ts';
import { builtInEmbedder, builtInGenerators } from '../../../src/models/built-in.ts';
import type { ModelManifest } from '../../../src/models/manifest.ts';

const GIB = 2 ** 30;

const device =
  (memoryBytes: number, isMemoryKnown = true) =>
  (): Promise<Capability> =>
    Promise.resolve({ readRate: 5, memoryBytes, isMemoryKnown, isolated: true });

const [, writer] = builtInGenerators;

/** A writer whose forms need so much memory each. */
function needing(...memory: number[]): ModelManifest {
  const { generator } = writer!;
  const forms = memory.map((memoryBytes) => ({
    ...generator!.forms[0]!,
    device: 'wasm' as const,
    memoryBytes,
  }));
  return { ...writer!, generator: { ...generator!, forms } };
}

describe('fitModel', () => {
  it('says where a language model would run and what it takes there, against what the device has', async () => {
    expect(await fitModel(needing(2 * GIB, GIB), {}, device(8 * GIB))).toEqual({
      fits: true,
      device: 'wasm',
      memoryBytes: 2 * GIB,
      isLeast: false,
      roomBytes: Math.floor(4.8 * GIB),
      deviceBytes: 8 * GIB,
      isDeviceKnown: true,
      refused: [],
    });
  });

  it('takes the first form that has the memory', async () => {
    const fit = await fitModel(needing(2 * GIB, GIB), {}, device(2 * GIB));
    expect(fit).toMatchObject({ fits: true, memoryBytes: GIB });
    expect(fit.refused).toMatchObject([{ reason: expect.stringContaining('it needs 2.15 GB') as string }]);
  });

  it('says what the most modest form would take where none fits', async () => {
    const fit = await fitModel(needing(8 * GIB, 5 * GIB), {}, device(4 * GIB, false));
    expect(fit).toMatchObject({ fits: false, memoryBytes: 5 * GIB, isDeviceKnown: false });
    expect(fit.device).toBeUndefined();
    expect(fit.refused).toHaveLength(2);
  });

  it('knows of other models that they take their weights at least', async () => {
    const weights = builtInEmbedder.files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(await fitModel(builtInEmbedder, {}, device(8 * GIB))).toMatchObject({
      fits: true,
      memoryBytes: weights,
      isLeast: true,
    });
    expect(await fitModel(builtInEmbedder, {}, device(weights))).toMatchObject({ fits: false });
  });

  it('heeds where a caller wants it to run', async () => {
    const fit = await fitModel(writer!, { device: 'webgpu' }, device(8 * GIB));
    expect(fit.fits).toBe(false);
    expect(fit.refused.every(({ reason }) => reason.includes('no WebGPU adapter'))).toBe(true);
  });
});
