import { WorkerError } from '../../src/errors.ts';
import type { RerankerProcess } from '../../src/inference/fallback-process.ts';
import type { RerankerApi, RerankerInfo } from '../../src/inference/reranker.ts';

/** For a corpus that has none: starting it is a fault. */
export function noReranker(): RerankerProcess {
  throw new TypeError('A reranker was started, but none was asked for.');
}

/** A reranker without a model, whose scores a test makes up. */
export class FakeReranker {
  starts = 0;
  /** Passages of the last call. */
  passages: readonly string[] = [];
  /** Processes that were ended by their owner. */
  ended = 0;
  /** Thrown by `load`, when set. */
  failure: Error | undefined;
  score: RerankerApi['score'] = (_question, passages) =>
    Promise.resolve(Float32Array.from(passages, (_, at) => at));
  #die: ((reason: WorkerError) => void) | undefined;

  readonly spawn = (): RerankerProcess => {
    this.starts += 1;
    const death = Promise.withResolvers<WorkerError>();
    const inFlight = Promise.withResolvers<never>();
    inFlight.promise.catch(() => undefined);
    const die = (reason: WorkerError): void => {
      inFlight.reject(reason);
      death.resolve(reason);
    };
    this.#die = die;
    return {
      died: death.promise,
      terminate: (reason = new WorkerError('crashed', 'It was ended.')) => {
        this.ended += 1;
        die(reason);
      },
      api: {
        load: (manifest) =>
          this.failure
            ? Promise.reject(this.failure)
            : Promise.resolve({ ...INFO, modelId: manifest.id } satisfies RerankerInfo),
        score: (question, passages, signal) => {
          this.passages = passages;
          return Promise.race([this.score(question, passages, signal), inFlight.promise]);
        },
        dispose: () => Promise.resolve(),
      },
    };
  };

  /** Ends the running process as a crash would. */
  crash(reason: WorkerError): void {
    this.#die?.(reason);
  }
}

const INFO: RerankerInfo = {
  modelId: 'fake',
  device: 'wasm',
  refused: [],
  runtime: 'none',
  threads: 1,
  maxTokens: 256,
  dtype: 'fp32',
  loadMs: 0,
  files: [],
};
