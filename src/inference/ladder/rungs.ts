import { isRagError } from '../../errors.ts';
import type { GeneratorForm, ManifestFile, ModelManifest } from '../../models/manifest.ts';
import type { Capability } from './capability.ts';
import type { Device } from '../embedder.ts';
import { chooseBuild, runtimeFiles } from '../transformers/runtime-files.ts';

/** One way to write: a model in one of its forms. */
export interface Rung {
  manifest: ModelManifest;
  form: GeneratorForm;
}

/** A way that was passed over. */
export interface Refusal {
  engine: string;
  device: Device | 'browser';
  reason: string;
}

export interface RungWishes {
  /** Default 'auto'. */
  device?: Device | 'auto';
  /** Only this engine, by its npm name. */
  engine?: string;
  /** Takes a GPU that the processor imitates for a GPU. Default: false. */
  softwareGpu?: boolean;
}

export interface Plan {
  /** Best first. */
  rungs: Rung[];
  refused: Refusal[];
}

/** Share of the device's memory that a model may take: the page, the browser and the person's other work need the rest. */
export const MEMORY_SHARE = 0.6;

/** A GPU is worth its start only if it reads this many times faster than one thread of the processor. */
const GPU_ADVANTAGE = 2;

/**
 * Decides which forms of which models may run here and in which order they are tried: the GPU before WASM, on each device
 * the caller's order of models, and the manifest's order of forms. What does not fit is refused before anything of it is
 * downloaded. A forced device is taken as it is, software adapters too.
 */
export function planRungs(
  models: readonly ModelManifest[],
  capability: Capability,
  { device = 'auto', engine, softwareGpu = false }: RungWishes = {},
): Plan {
  const all = models
    .filter((manifest) => engine === undefined || manifest.engine.name === engine)
    .flatMap((manifest) => (manifest.generator?.forms ?? []).map((form) => ({ manifest, form })))
    .filter(({ form }) => device === 'auto' || form.device === device);
  const plan: Plan = { rungs: [], refused: [] };
  for (const rung of all.toSorted(byDevice)) {
    const reason =
      findMisfit(rung.form, capability) ??
      (device === 'auto' && !softwareGpu ? findBetter(rung, capability) : undefined);
    if (reason === undefined) plan.rungs.push(rung);
    else plan.refused.push(refusalOf(rung, reason));
  }
  return plan;
}

/** Manifests of what engines run in, by the engine's npm name. */
export type EngineRuntimes = Readonly<Partial<Record<string, ModelManifest>>>;

/**
 * The files that one form needs: the files of the manifest's other forms stay where they are, and of the
 * ONNX runtime comes one build, none for WASM, as the embedder has brought that.
 */
export function neededFiles({ manifest, form }: Rung, runtimes: EngineRuntimes = {}): ManifestFile[] {
  const others = (manifest.generator?.forms ?? []).flatMap(({ entry, files }) => [entry, ...files]);
  const own = new Set([form.entry, ...form.files]);
  const model = manifest.files.filter(({ path }) => own.has(path) || !others.includes(path));
  const runtime = runtimes[manifest.engine.name]?.files ?? [];
  const isOnnx = manifest.engine.name === '@huggingface/transformers';
  const builds = form.device === 'wasm' ? [] : [runtimeFiles(chooseBuild('webgpu')).wasm];
  const shared = isOnnx ? runtime.filter(({ path }) => builds.includes(path)) : runtime;
  return [...model, ...shared];
}

/** A way that was passed over, with the reason. */
export function refusalOf({ manifest, form }: Rung, reason: string): Refusal {
  return { engine: manifest.engine.name, device: form.device, reason };
}

/** Why a way was passed over, by what it failed with. */
export function reasonOf(error: unknown): string {
  if (!isRagError(error)) return error instanceof Error ? error.message : String(error);
  // The message names the file and says what to do.
  if (error.name === 'IntegrityError') return `${error.code}: ${error.message}`;
  return `${error.code}: ${error.details.actual ?? error.message}`;
}

export function isSameRung(a: Rung, b: Rung): boolean {
  return a.manifest.id === b.manifest.id && a.form === b.form;
}

/** Size of all files of a model, in bytes. */
export function weightOf({ files }: ModelManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Sorting is stable: among equals the caller's order stays. */
function byDevice(a: Rung, b: Rung): number {
  return Number(a.form.device === 'wasm') - Number(b.form.device === 'wasm');
}

function findMisfit(
  { device, memoryBytes, gpu: needs }: GeneratorForm,
  here: Capability,
): string | undefined {
  const room = here.memoryBytes * MEMORY_SHARE;
  if (memoryBytes > room)
    return `it needs ${inGigabytes(memoryBytes)} of memory, and ${inGigabytes(room)} of this device's ${inGigabytes(here.memoryBytes)} can be used`;
  if (device === 'wasm') return undefined;
  const { gpu } = here;
  if (!gpu) return 'this browser has no WebGPU adapter';
  const missing = needs?.features.filter((name) => !gpu.features.has(name)) ?? [];
  if (missing.length > 0) return `the GPU (${gpu.name}) has no ${missing.join(', ')}`;
  if (needs && needs.maxBufferBytes > gpu.maxBufferBytes)
    return `it needs buffers of ${inGigabytes(needs.maxBufferBytes)}, and the GPU (${gpu.name}) has at most ${inGigabytes(gpu.maxBufferBytes)}`;
  return undefined;
}

function findBetter({ form }: Rung, { gpu, readRate }: Capability): string | undefined {
  if (form.device === 'wasm' || !gpu) return undefined;
  if (gpu.isSoftware) return `the GPU is imitated by the processor (${gpu.name}), which is faster itself`;
  if (gpu.readRate >= GPU_ADVANTAGE * readRate) return undefined;
  return `the GPU (${gpu.name}) reads ${gpu.readRate.toFixed(1)} GB/s, hardly more than the processor (${readRate.toFixed(1)} GB/s)`;
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
