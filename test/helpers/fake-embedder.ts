import type { WorkerError } from '../../src/errors.ts';
import type { EmbedderProcess } from '../../src/inference/fallback-process.ts';
import type { EmbedderInfo } from '../../src/inference/embedder.ts';

/** As many as the built-in model has, so that its manifest fits. */
const DIMS = 384;

/** A deterministic embedder without a model: each word points in a direction of its own. */
export class FakeEmbedder {
  /** Every passage that was embedded, in order, over all processes of this object. */
  readonly passages: string[] = [];
  starts = 0;
  /** What a batch of passages waits for, told how many were embedded before it; replace it to hold batches back. */
  hold: (embedded: number) => Promise<void> = () => Promise.resolve();
  /** Thrown by `load`, when set. */
  failure: Error | undefined;
  #die: ((reason: WorkerError) => void) | undefined;

  readonly spawn = (): EmbedderProcess => {
    this.starts += 1;
    const death = Promise.withResolvers<WorkerError>();
    const inFlight = Promise.withResolvers<never>();
    inFlight.promise.catch(() => undefined);
    this.#die = (reason) => {
      inFlight.reject(reason);
      death.resolve(reason);
    };
    const alive = <T>(work: () => Promise<T>): Promise<T> => Promise.race([work(), inFlight.promise]);
    return {
      died: death.promise,
      terminate: (reason) => reason && this.#die?.(reason),
      api: {
        load: () =>
          alive(async () => {
            if (this.failure) throw this.failure;
            return INFO;
          }),
        embed: (texts, kind, signal) =>
          alive(async () => {
            if (kind === 'passage') {
              await this.hold(this.passages.length);
              signal?.throwIfAborted();
              this.passages.push(...texts);
            }
            return Float32Array.from(texts.flatMap(vectorOf));
          }),
        dispose: async () => undefined,
      },
    };
  };

  /** Ends the running process as a crash would. */
  crash(reason: WorkerError): void {
    this.#die?.(reason);
  }
}

const INFO: EmbedderInfo = {
  modelId: 'fake',
  fingerprint: 'fake',
  dims: DIMS,
  maxTokens: 256,
  device: 'wasm',
  dtype: 'fp32',
  runtime: 'none',
  threads: 1,
  selfTest: 1,
  refused: [],
  loadMs: 0,
  files: [],
};

function vectorOf(text: string): number[] {
  const vector = Array.from({ length: DIMS }, () => 0);
  vector[0] = 0.01;
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    let hash = 7;
    for (const letter of word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
    vector[1 + (hash % (DIMS - 1))]! += 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
