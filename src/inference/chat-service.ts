import type { GeneratorForm, ModelManifest } from '../models/manifest.ts';
import type { ModelStore } from '../models/store.ts';
import type { CallOptions } from '../types.ts';
import { engineClosed, selfTestFailed } from './engine-failure.ts';
import type { ChatApi, ChatEngine, ChatEngineInfo } from './chat-engine.ts';
import { readChatCanaries, runChatSelfTest } from './chat-self-test.ts';

/** Opens a chat engine from verified bytes in this realm. */
export type OpenChat = (
  manifest: ModelManifest,
  form: GeneratorForm,
  store: ModelStore,
  options: CallOptions,
) => Promise<ChatEngine>;

/** What the service needs of its realm. */
export interface ChatParts {
  openStore(assetBase: string): Promise<ModelStore>;
  parseManifest(value: unknown): ModelManifest;
  open: OpenChat;
}

/** The generator worker's API: one `load`, then chats one after the other until `dispose`. */
export function serveChat(parts: ChatParts): ChatApi {
  let engine: ChatEngine | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Engines break when calls overlap. */
  const inTurn = <T>(call: (loaded: ChatEngine) => Promise<T>): Promise<T> => {
    const turn = last.then(() => {
      if (!engine) throw engineClosed('generator');
      return call(engine);
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    async load(value, form, assetBase, signal, onProgress) {
      const options = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
      const loaded = await loadTested(parts, parts.parseManifest(value), form, assetBase, options);
      engine = loaded.engine;
      return loaded.info;
    },
    countTokens: (messages) => inTurn((loaded) => loaded.countTokens(messages)),
    chat: (messages, options, onText, signal) =>
      inTurn((loaded) => loaded.chat(messages, options, onText, signal)),
    dispose: () =>
      inTurn((loaded) => {
        engine = undefined;
        return loaded.dispose();
      }),
  };
}

async function loadTested(
  parts: ChatParts,
  manifest: ModelManifest,
  form: GeneratorForm,
  assetBase: string,
  options: CallOptions,
): Promise<{ engine: ChatEngine; info: ChatEngineInfo }> {
  const started = performance.now();
  const { generator } = manifest;
  if (!generator) throw new TypeError(`${manifest.id} is no generator (its kind is ${manifest.kind}).`);
  const store = await parts.openStore(assetBase);
  const { selfTest } = generator;
  const canaries = selfTest
    ? readChatCanaries(await store.read(manifest, selfTest.file, options), selfTest.cases)
    : [];
  const engine = await parts.open(manifest, form, store, options);
  const { largestError, failure } = await runChatSelfTest(engine, canaries, selfTest?.maxLogprobError ?? 0);
  options.signal?.throwIfAborted();
  if (failure !== undefined) {
    await engine.dispose();
    throw selfTestFailed(form.device, 'the reference text', failure);
  }
  options.onProgress?.({ step: 'load', subject: form.device, done: 1, total: 1, unit: 'bytes' });
  const loadMs = performance.now() - started;
  const info: ChatEngineInfo = { ...engine.info, loadMs, files: store.verified() };
  return { engine, info: selfTest ? { ...info, selfTest: largestError } : info };
}
