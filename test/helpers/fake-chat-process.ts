import { WorkerError } from '../../src/errors.ts';
import type { ChatApi, ChatEngineInfo } from '../../src/inference/chat-engine.ts';
import type { ChatProcess } from '../../src/inference/ladder/chat-process.ts';

/** How a fake worker behaves. */
export interface FakeChat {
  /** Rejects the load with this. */
  loadError?: Error;
  /** Never ends the load. */
  hangs?: boolean;
  /** What it writes, piece by piece. */
  pieces?: string[];
  /** Instead of the end of a chat. */
  chatError?: Error;
  /** Writes nothing and never ends. */
  isSilent?: boolean;
  tokensPerSecond?: number;
}

export interface FakeProcess extends ChatProcess {
  /** Files and device of each load, in order. */
  readonly loads: string[];
  readonly isTerminated: boolean;
}

/** A generator worker without a worker: it loads, counts words for tokens, and writes what it is told to. */
export function fakeChatProcess(behaviour: FakeChat): FakeProcess {
  // Node 20 has no `Promise.withResolvers`.
  let die: (reason: WorkerError) => void = () => undefined;
  const died = new Promise<WorkerError>((resolve) => (die = resolve));
  const dead = new AbortController();
  const loads: string[] = [];
  const untilDeath = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, died.then((reason) => Promise.reject<T>(reason))]);
  const never = new Promise<never>(() => undefined);
  const api: ChatApi = {
    load: (manifest, form, _assetBase, signal, onProgress) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      loads.push(`${manifest.id} ${form.device}`);
      onProgress?.({ step: 'load', subject: form.device, done: 0, total: 1, unit: 'bytes' });
      if (behaviour.loadError) return Promise.reject(behaviour.loadError);
      // As a connection does: an abort rejects the call whatever the worker does.
      const aborted = new Promise<never>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error)),
      );
      if (behaviour.hangs) return untilDeath(Promise.race([never, aborted]));
      const info: ChatEngineInfo = {
        modelId: manifest.id,
        engine: manifest.engine.name,
        device: form.device,
        dtype: 'q4',
        contextTokens: 2048,
        threads: 1,
        selfTest: 0,
        loadMs: 1,
        files: [],
      };
      return Promise.resolve(info);
    },
    countTokens: (messages) =>
      untilDeath(
        Promise.resolve(
          messages
            .map(({ content }) => content)
            .join(' ')
            .split(/\s+/).length,
        ),
      ),
    chat: (_messages, _options, onText) => {
      const { pieces = [], chatError, isSilent, tokensPerSecond = 20 } = behaviour;
      if (isSilent) return untilDeath(never);
      for (const piece of pieces) onText(piece);
      if (chatError) return untilDeath(Promise.reject(chatError));
      const tokens = 21;
      return untilDeath(
        Promise.resolve({
          finish: 'stop' as const,
          promptTokens: 10,
          reusedTokens: 0,
          tokens,
          firstTokenMs: 10,
          totalMs: 10 + ((tokens - 1) * 1000) / tokensPerSecond,
        }),
      );
    },
    dispose: () => Promise.resolve(),
  };
  return {
    api,
    died,
    loads,
    get isTerminated() {
      return dead.signal.aborted;
    },
    terminate: (reason) => {
      dead.abort();
      die(reason ?? new WorkerError('crashed', 'it was ended'));
    },
  };
}
