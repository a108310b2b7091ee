import type { ModelManifest } from '../../models/manifest.ts';
import type { Device } from '../embedder.ts';
import { measureCapability, type Capability } from './capability.ts';
import { MEMORY_SHARE, planRungs, weightOf, type Refusal, type RungWishes } from './rungs.ts';

/** Whether a model can work on this device, found before anything of it is fetched. */
export interface ModelFit {
  /** Whether it has the memory that is needed, and what else the model asks for. */
  fits: boolean;
  /** Where it would run; absent: nowhere, or (of models that do not write) decided by a test when it is loaded. */
  device?: Device;
  /**
   * Most memory that it takes while it works, in bytes: of the form that would run, else of the most modest one. What a
   * manifest says is an estimate for models that an operator added. Where it says nothing, the size of the weights.
   */
  memoryBytes: number;
  /** Whether `memoryBytes` are the weights alone, so that it takes more. */
  isLeast: boolean;
  /** What of the device's memory a model may take: the page, the browser and other programs need the rest. */
  roomBytes: number;
  /** Memory of the device as the browser tells it, rounded and with an upper limit; 4 GiB where it tells nothing. */
  deviceBytes: number;
  isDeviceKnown: boolean;
  /** Ways to run it that were passed over, with the reason. */
  refused: readonly Refusal[];
}

/** Judges a model by its manifest and by what this device offers, which is looked at once a visit. */
export async function fitModel(
  manifest: ModelManifest,
  wishes: RungWishes = {},
  capability: () => Promise<Capability> = measureCapability,
): Promise<ModelFit> {
  const here = await capability();
  const device = {
    roomBytes: Math.floor(here.memoryBytes * MEMORY_SHARE),
    deviceBytes: here.memoryBytes,
    isDeviceKnown: here.isMemoryKnown,
  };
  const { generator } = manifest;
  if (!generator) {
    const memoryBytes = weightOf(manifest);
    return { fits: memoryBytes <= device.roomBytes, memoryBytes, isLeast: true, ...device, refused: [] };
  }
  const { rungs, refused } = planRungs([manifest], here, wishes);
  const first = rungs[0]?.form;
  const memoryBytes = first?.memoryBytes ?? Math.min(...generator.forms.map((form) => form.memoryBytes));
  const fits = first !== undefined;
  return { fits, ...(first && { device: first.device }), memoryBytes, isLeast: false, ...device, refused };
}
