import type { Voy } from 'voy-search';
import type * as Glue from 'voy-search/voy_search_bg.js';

let running: Promise<VoyEngine> | undefined;

/**
 * Starts voy-search, of which a worker has one instance for all its indexes. Its WebAssembly is a script of the build, so
 * that nothing is fetched but that and nothing is asked of a server for data.
 */
export function loadVoy(): Promise<VoyEngine> {
  running ??= start().catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}

async function start(): Promise<VoyEngine> {
  const [glue, { default: encoded }] = await Promise.all([
    import('voy-search/voy_search_bg.js'),
    import('voy-search/voy_search_bg.wasm?url&inline'),
  ]);
  const bytes = Uint8Array.from(atob(encoded.split(',', 2)[1] ?? ''), (char) => char.charCodeAt(0));
  let panic: string | undefined;
  const onPanic = (start: number, length: number): void => {
    panic = reasonOf(new TextDecoder().decode(new Uint8Array(memory.buffer, start >>> 0, length)));
  };
  // A panic would go to the console; it belongs into the status. The name ends in a hash that changes with the version.
  const functions = Object.entries(glue).map(([name, value]) =>
    name.startsWith('__wbg_error_') ? [name, onPanic] : [name, value],
  );
  const { instance } = await WebAssembly.instantiate(bytes, {
    './voy_search_bg.js': Object.fromEntries(functions) as WebAssembly.ModuleImports,
  });
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  glue.__wbg_set_wasm(instance.exports);
  return new VoyEngine(glue, memory, () => panic);
}

/** "panicked at 'what', where" and a stack. */
function reasonOf(panic: string): string {
  return /^panicked at '(.*?)', /s.exec(panic)?.[1] ?? panic.split('\n', 1)[0] ?? panic;
}

/**
 * A running instance of voy-search. What it threw in once is in no known state (a later call may well read memory that
 * is not its own), so that after the first throw it refuses everything.
 */
export class VoyEngine {
  readonly #glue: typeof Glue;
  #memory: WebAssembly.Memory | undefined;
  readonly #panic: () => string | undefined;
  #failure: string | undefined;

  constructor(glue: typeof Glue, memory: WebAssembly.Memory, panic: () => string | undefined) {
    this.#glue = glue;
    this.#memory = memory;
    this.#panic = panic;
  }

  /** All memory of the instance, which only grows. */
  get bytes(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /** Makes an empty index, whose memory is the caller's to free. */
  createVoy(): Voy {
    return this.run(() => new this.#glue.Voy());
  }

  /**
   * Calls the instance.
   *
   * @throws {Error} with what it panicked for, now or at an earlier time.
   */
  run<T>(call: () => T): T {
    if (this.#failure !== undefined) throw new Error(this.#failure);
    try {
      return call();
    } catch (cause) {
      this.#failure = this.#panic() ?? (cause instanceof Error ? cause.message : String(cause));
      this.#release();
      throw new Error(this.#failure, { cause });
    }
  }

  /** Lets go of the memory; the next index gets an instance of its own. */
  #release(): void {
    running = undefined;
    // The package keeps views of the memory, which growing takes the buffer from.
    this.#memory?.grow(0);
    this.#memory = undefined;
    this.#glue.__wbg_set_wasm(undefined);
  }
}
