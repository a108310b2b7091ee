import { MODULES } from './modules.ts';

/** Builds of the same sources, the fastest first. All give the same results, bit by bit. */
export const KERNELS = ['relaxed', 'simd', 'scalar'] as const;
export type KernelName = (typeof KERNELS)[number];

/** Whom a scan looks at: see `assembly/scan.ts`. */
export const SCAN_CHOICES = { all: 0, bitmap: 1, accepted: 2 } as const;

/** What a compiled kernel exports. Numbers are addresses, rows and counts; see `assembly/`. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  /** To be called once. Returns the bytes of a block. */
  open(dims: number, blockBits: number, start: number, isCosine: number): number;
  clearBlock(firstRow: number): void;
  put(row: number, key: number, source: number): void;
  move(from: number, to: number): void;
  drop(row: number): void;
  read(row: number, target: number): void;
  /** Length of the longest vector that was put in. */
  norm(): number;
  raiseNorm(length: number): void;
  /** A signed number, as WebAssembly has no other. */
  keyAt(row: number): number;
  scanBytes(): number;
  scan(
    source: number,
    work: number,
    count: number,
    heap: number,
    room: number,
    choice: number,
    bitmap: number,
    words: number,
  ): number;
}

const compiled = new Map<KernelName, WebAssembly.Module>();

/** Whether this browser knows the instructions of a kernel. */
export function isSupported(name: KernelName): boolean {
  return WebAssembly.validate(bytesOf(name));
}

/**
 * A kernel with a memory of its own.
 *
 * @param accept Asked by scans of the choice `accepted`.
 * @throws {WebAssembly.CompileError} The browser lacks what the kernel needs.
 */
export function startKernel(name: KernelName, accept: (key: number) => boolean): KernelExports {
  const module = compiled.get(name) ?? new WebAssembly.Module(bytesOf(name));
  compiled.set(name, module);
  const imports = { scan: { accept: (key: number): number => Number(accept(key >>> 0)) } };
  return new WebAssembly.Instance(module, imports).exports as unknown as KernelExports;
}

function bytesOf(name: KernelName): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(MODULES[name]), (character) => character.charCodeAt(0));
}
