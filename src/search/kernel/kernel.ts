import { MODULES } from './modules.ts';

/** Builds of the same sources, the fastest first. All give the same results, bit by bit. */
export const KERNELS = ['relaxed', 'simd', 'scalar'] as const;
export type KernelName = (typeof KERNELS)[number];
/** Those that threads can share, and those that have a pre-filter. */
export type SimdKernelName = Exclude<KernelName, 'scalar'>;
export type ModuleName = KernelName | `${SimdKernelName}Shared` | `${SimdKernelName}Codes`;

/** What a compiled kernel exports. Numbers are addresses, rows and counts; see `assembly/scan.ts`. */
export interface KernelExports {
  /** To be called once. Returns the bytes of a block. */
  open(dims: number, blockBits: number, start: number, isCosine: number): number;
  clearBlock(firstRow: number): void;
  put(row: number, key: number, source: number, work: number): void;
  putValues(heads: number, source: number, count: number, work: number): void;
  firstUnfit(source: number, count: number): number;
  move(from: number, to: number): void;
  drop(row: number): void;
  read(row: number, target: number): void;
  readValues(row: number, target: number): void;
  scaleAt(row: number): number;
  /** Length of the longest vector that was put in. */
  norm(): number;
  raiseNorm(length: number): void;
  /** A signed number, as WebAssembly has no other. */
  keyAt(row: number): number;
  workBytes(): number;
  begin(source: number, work: number, heap: number, room: number, isAsked: number): void;
  scanAll(from: number, to: number): void;
  scanChosen(from: number, to: number, bitmap: number, words: number): void;
  scanListed(list: number, length: number): void;
  found(): number;
}

/** What the pre-filter exports; see `assembly/codes.ts`. */
export interface CodesExports {
  readonly memory: WebAssembly.Memory;
  open(groups: number, bookAt: number, workAt: number, codesAt: number): void;
  encode(row: number, source: number): void;
  tabulate(source: number): void;
  chooseCandidates(count: number, list: number, wanted: number): number;
}

const compiled = new Map<ModuleName, WebAssembly.Module>();

/** Whether this browser knows the instructions of a kernel. */
export function isSupported(name: ModuleName): boolean {
  return WebAssembly.validate(bytesOf(name));
}

/**
 * A kernel, compiled once.
 *
 * @throws {WebAssembly.CompileError} The browser lacks what the kernel needs.
 */
export function moduleOf(name: ModuleName): WebAssembly.Module {
  const module = compiled.get(name) ?? new WebAssembly.Module(bytesOf(name));
  compiled.set(name, module);
  return module;
}

/**
 * A kernel at work in a memory.
 *
 * @param accept Asked by searches that say so.
 */
export function startKernel(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  accept: (key: number) => boolean,
): KernelExports {
  const imports = {
    env: { memory },
    scan: { accept: (key: number): number => Number(accept(key >>> 0)) },
  };
  return new WebAssembly.Instance(module, imports).exports as unknown as KernelExports;
}

/** A pre-filter in a memory of its own. */
export function startCodes(name: SimdKernelName): CodesExports {
  return new WebAssembly.Instance(moduleOf(`${name}Codes`)).exports as unknown as CodesExports;
}

function bytesOf(name: ModuleName): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(MODULES[name]), (character) => character.charCodeAt(0));
}
