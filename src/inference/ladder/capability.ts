import { describeAdapter } from '../gpu-adapter.ts';
import { measureGpu, measureProcessor } from './speed-probe.ts';

/** What this device offers to a language model. */
export interface Capability {
  gpu?: {
    name: string;
    isSoftware: boolean;
    features: ReadonlySet<string>;
    maxBufferBytes: number;
    /** Gigabytes a second that a kernel reads. */
    readRate: number;
  };
  /** Gigabytes a second that one thread of the processor reads and adds up. */
  readRate: number;
  /** Working memory as far as the browser tells, in bytes; browsers that tell nothing count as 4 GiB. */
  memoryBytes: number;
  /** Whether the browser tells anything about it. */
  isMemoryKnown: boolean;
  /** Whether WASM may use threads. */
  isolated: boolean;
}

const GIB = 2 ** 30;
const UNKNOWN_MEMORY_GIB = 4;

let measured: Promise<Capability> | undefined;

/** Looks and measures once a visit; about 100 ms. It never fails: what cannot be had is left out. */
export function measureCapability(): Promise<Capability> {
  measured ??= measure();
  return measured;
}

async function measure(): Promise<Capability> {
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  const gpu = await describeGpu().catch(() => undefined);
  return {
    ...(gpu && { gpu }),
    readRate: measureProcessor(),
    memoryBytes: (deviceMemory ?? UNKNOWN_MEMORY_GIB) * GIB,
    isMemoryKnown: deviceMemory !== undefined,
    isolated: globalThis.crossOriginIsolated,
  };
}

async function describeGpu(): Promise<Capability['gpu']> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return undefined;
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return {
    ...describeAdapter(adapter.info),
    features: new Set(adapter.features),
    maxBufferBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
    readRate: await measureGpu(adapter),
  };
}
