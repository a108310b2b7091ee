import { WorkerError } from '../../src/errors.ts';
import type { EmbedderProcess } from '../../src/inference/fallback-process.ts';
import type { EmbedderInfo } from '../../src/inference/embedder.ts';

/** As many as the built-in model has, so that its manifest fits. */
const DIMS = 384;

/** A text that a model embedded. */
interface Embedded {
  model: string;
  text: string;
}

/** A deterministic embedder without a model: each word points in a direction of its own, another one for each model. */
export class FakeEmbedder {
  /** Every passage that was embedded, in order, over all processes of this object. */
  readonly passages: string[] = [];
  /** The same with their models. */
  readonly embedded: Embedded[] = [];
  readonly questions: Embedded[] = [];
  /** Models whose processes were ended. */
  readonly ended: string[] = [];
  starts = 0;
  /** What a batch of passages waits for, told how many were embedded before it; replace it to hold batches back. */
  hold: (embedded: number, model: string) => Promise<void> = () => Promise.resolve();
  /** What a question waits for; replace it to hold questions back. */
  holdQuestion: (model: string) => Promise<void> = () => Promise.resolve();
  /** Thrown by `load`, when set. */
  failure: Error | undefined;
  /** Thrown by `load` of one model. */
  readonly failures: Map<string, Error> = new Map<string, Error>();
  #die: ((reason: WorkerError) => void) | undefined;

  readonly spawn = (): EmbedderProcess => {
    this.starts += 1;
    const death = Promise.withResolvers<WorkerError>();
    const inFlight = Promise.withResolvers<never>();
    inFlight.promise.catch(() => undefined);
    const die = (reason: WorkerError): void => {
      inFlight.reject(reason);
      death.resolve(reason);
    };
    this.#die = die;
    const alive = <T>(work: () => Promise<T>): Promise<T> => Promise.race([work(), inFlight.promise]);
    let model = 'none';
    return {
      died: death.promise,
      terminate: (reason = new WorkerError('crashed', 'It was ended.')) => {
        this.ended.push(model);
        die(reason);
      },
      api: {
        load: (manifest) =>
          alive(async () => {
            const failure = this.failure ?? this.failures.get(manifest.id);
            if (failure) throw failure;
            model = manifest.id;
            return { ...INFO, modelId: model };
          }),
        embed: (texts, kind, signal) =>
          alive(async () => {
            const made = texts.map((text) => ({ model, text }));
            if (kind === 'passage') {
              await this.hold(this.passages.length, model);
              signal?.throwIfAborted();
              this.passages.push(...texts);
              this.embedded.push(...made);
            } else {
              await this.holdQuestion(model);
              this.questions.push(...made);
            }
            return Float32Array.from(texts.flatMap((text) => vectorOf(text, model)));
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

function vectorOf(text: string, model: string): number[] {
  const vector = Array.from({ length: DIMS }, () => 0);
  vector[0] = 0.01;
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    let hash = model.length;
    for (const letter of word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
    vector[1 + (hash % (DIMS - 1))]! += 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
