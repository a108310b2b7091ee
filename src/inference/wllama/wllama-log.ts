import type { WllamaLogger } from '@wllama/wllama/esm/index.js';

/** Lines of the log that an error takes along. */
const KEPT_LINES = 5;

/** Keeps what llama.cpp says, as its errors say less than its log. */
export class NativeLog implements WllamaLogger {
  readonly #errors: string[] = [];
  #offloaded = 0;

  /** Layers of the model that are on the GPU. */
  get offloadedLayers(): number {
    return this.#offloaded;
  }

  debug: WllamaLogger['debug'] = (...values) => {
    const [, layers] = /offloaded (\d+)\/\d+ layers to GPU/.exec(textOf(values[0])) ?? [];
    if (layers !== undefined) this.#offloaded = Number(layers);
  };

  log: WllamaLogger['log'] = (...values) => this.debug(...values);

  warn: WllamaLogger['warn'] = () => undefined;

  error: WllamaLogger['error'] = (...values) => {
    this.#errors.push(values.map(textOf).join(' '));
    this.#errors.splice(0, this.#errors.length - KEPT_LINES);
  };

  /** Forgets what was said, at the begin of a call. */
  clear(): void {
    this.#errors.length = 0;
  }

  /** The error with what was said since the call began. */
  explain(error: unknown): Error {
    const said = this.#errors.filter((line) => !line.startsWith('Stack trace'));
    return new Error([textOf(error), ...said].join('; '), { cause: error });
  }
}

function textOf(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
