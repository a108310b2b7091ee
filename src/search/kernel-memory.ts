import { WorkerError } from '../errors.ts';

const PAGE = 65_536;
/** Tried in turn: a browser sets aside addresses for all that shared memory may become, and some give less. */
const SHARED_PAGES = [65_536, 32_768, 16_384];

/** The memory of a kernel, which only grows. */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Whether threads can be given it. */
  readonly isShared: boolean;

  private constructor(memory: WebAssembly.Memory, isShared: boolean) {
    this.memory = memory;
    this.isShared = isShared;
  }

  /**
   * @param memory Default: a new one.
   * @throws {WorkerError} `out_of_memory`
   */
  static own(memory?: WebAssembly.Memory): KernelMemory {
    try {
      return new KernelMemory(memory ?? new WebAssembly.Memory({ initial: 1 }), false);
    } catch (cause) {
      throw refusal(PAGE, cause);
    }
  }

  /** Memory that threads can be given; undefined where there is none. */
  static shared(): KernelMemory | undefined {
    if (!globalThis.crossOriginIsolated) return undefined;
    for (const maximum of SHARED_PAGES)
      try {
        return new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum, shared: true }), true);
      } catch {
        // Less may do.
      }
    return undefined;
  }

  /** Not to be kept: growing replaces it. */
  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * Grows it to at least so many bytes.
   *
   * @throws {WorkerError} `out_of_memory`; nothing has changed then.
   */
  reserve(bytes: number): void {
    const missing = Math.ceil((bytes - this.bytes) / PAGE);
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (cause) {
      throw refusal(bytes, cause);
    }
  }
}

function refusal(bytes: number, cause: unknown): WorkerError {
  return new WorkerError(
    'out_of_memory',
    `The vectors need ${Math.ceil(bytes / 2 ** 20)} MiB, which the browser does not give; nothing was added or searched. Close other tabs, or split the documents into several corpora.`,
    { cause },
  );
}

/** Places things one behind the other, each on a multiple of 16, on which SIMD words and doubles lie best. */
export function place(start: number, sizes: readonly number[]): { places: number[]; end: number } {
  let end = align(start);
  const places = sizes.map((size) => {
    const at = end;
    end = align(end + size);
    return at;
  });
  return { places, end };
}

/** Up to the next multiple of 16. */
function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
