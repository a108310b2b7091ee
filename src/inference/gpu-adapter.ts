/** What the browser says about its GPU. */
export interface GpuReport {
  /** Vendor, architecture and description as far as they are told. */
  name: string;
  /** It computes on the CPU and only speaks WebGPU: slower than WASM by far. */
  isSoftware: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i;

/** Asks for the adapter that the runtime would be given; undefined when there is none. */
export async function probeGpu(): Promise<GpuReport | undefined> {
  try {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? describeAdapter(adapter.info) : undefined;
  } catch {
    return undefined;
  }
}

/** The adapter in words, and whether it is a software one. */
export function describeAdapter(info: GPUAdapterInfo): GpuReport {
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '');
  const name = words.join(' ') || 'unnamed adapter';
  return { name, isSoftware: info.isFallbackAdapter || SOFTWARE.test(name) };
}

/** The device that the runtime makes for itself inside C++ code, where only this interception sees it. */
export interface DeviceWatch {
  readonly device: GPUDevice | undefined;
  /** Stops intercepting. */
  end(): void;
}

/**
 * Watches the next `requestDevice` of this realm. Where subgroups are smaller than 8 lanes it is not offered them: the
 * runtime's attention kernels gave wrong numbers with subgroups of 4.
 *
 * @param onDevice Gets each device before the runtime does.
 */
export function watchDevice(onDevice?: (device: GPUDevice) => void): DeviceWatch {
  const { prototype } = GPUAdapter;
  const requestDevice = prototype.requestDevice;
  let device: GPUDevice | undefined;
  prototype.requestDevice = async function watched(this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    device = await requestDevice.call(this, withoutSmallSubgroups(this.info, descriptor));
    onDevice?.(device);
    return device;
  };
  return {
    get device() {
      return device;
    },
    end() {
      prototype.requestDevice = requestDevice;
    },
  };
}

function withoutSmallSubgroups(
  info: GPUAdapterInfo,
  descriptor: GPUDeviceDescriptor | undefined,
): GPUDeviceDescriptor | undefined {
  if (!descriptor?.requiredFeatures || info.subgroupMinSize >= 8) return descriptor;
  const requiredFeatures = [...descriptor.requiredFeatures].filter((name) => !name.startsWith('subgroup'));
  return { ...descriptor, requiredFeatures };
}
