import { WorkerError } from '../../errors.ts';
import type { GeneratorForm, ModelManifest } from '../../models/manifest.ts';
import type { CallOptions, Progress } from '../../types.ts';
import type { ChatApi, ChatEngineInfo } from '../chat-engine.ts';
import { startTimedOut } from '../engine-failure.ts';

/** A generator worker as its owner holds it. */
export interface ChatProcess {
  readonly api: ChatApi;
  /** Settles with the reason when it is gone. */
  readonly died: Promise<WorkerError>;
  terminate(reason?: WorkerError): void;
}

/** One load; the deadline begins when all files are there and ends the worker when it passes. */
export async function loadInTime(
  process: ChatProcess,
  manifest: ModelManifest,
  form: GeneratorForm,
  assetBase: string,
  startMs: number,
  { signal, onProgress }: CallOptions,
): Promise<ChatEngineInfo> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (progress: Progress): void => {
    onProgress?.(progress);
    if (progress.step === 'load' && progress.done === 0)
      timer ??= setTimeout(
        () => process.terminate(startTimedOut('generator', form.device, startMs)),
        startMs,
      );
  };
  try {
    return await process.api.load(manifest, form, assetBase, signal, watch);
  } finally {
    clearTimeout(timer);
  }
}

/** The same calls, ended with the worker when nothing is heard for too long. */
export function breakSilence(process: ChatProcess, silenceMs: number): Pick<ChatApi, 'countTokens' | 'chat'> {
  const { api } = process;
  return {
    countTokens: (messages) => api.countTokens(messages),
    async chat(messages, options, onText, signal) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const listen = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => process.terminate(fellSilent(silenceMs)), silenceMs);
      };
      const hear = (text: string): void => {
        listen();
        onText(text);
      };
      listen();
      try {
        return await api.chat(messages, options, hear, signal);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function fellSilent(silenceMs: number): WorkerError {
  return new WorkerError(
    'timeout',
    `The language model gave no sign for ${silenceMs / 1000} s, so that it was stopped. Quotes still answer. Ask again, or choose another device.`,
    { details: { worker: 'generator', actual: `${silenceMs} ms` } },
  );
}
