import { EnvironmentError } from '../errors.ts';
import type { Device, EmbedderInfo } from './embedder.ts';
import { probeGpu, type GpuReport } from './gpu-adapter.ts';

export interface DeviceChoice {
  device: Device;
  /** The GPU, when it is the device. */
  gpu?: GpuReport;
  /** Devices passed over, with the reason. */
  refused: EmbedderInfo['refused'];
}

/**
 * Decides where to compute. 'auto' takes WebGPU on a hardware adapter and WASM otherwise: software adapters were 24 to
 * 87 times slower than WASM. A forced device is taken as it is.
 *
 * @throws {EnvironmentError} `no_webgpu` when WebGPU is forced and there is no adapter.
 */
export async function chooseDevice(
  wanted: Device | 'auto',
  probe: () => Promise<GpuReport | undefined> = probeGpu,
): Promise<DeviceChoice> {
  if (wanted === 'wasm') return { device: 'wasm', refused: [] };
  const gpu = await probe();
  if (gpu && (wanted === 'webgpu' || !gpu.isSoftware)) return { device: 'webgpu', gpu, refused: [] };
  if (wanted === 'webgpu')
    throw new EnvironmentError(
      'no_webgpu',
      "This browser has no WebGPU adapter, so that nothing can run on the GPU. Choose the device 'auto' or 'wasm'.",
      { details: { feature: 'webgpu' } },
    );
  const reason = gpu ? `software adapter (${gpu.name})` : 'no WebGPU adapter';
  return { device: 'wasm', refused: [{ device: 'webgpu', reason }] };
}
