import '../../src/security/trusted-types.ts';
import type { ChatEngine } from '../../src/inference/chat-engine.ts';
import { openWllamaChat } from '../../src/inference/wllama/wllama-chat.ts';
import { wllamaRuntime } from '../../src/models/built-in.ts';
import type { GeneratorForm, ModelManifest } from '../../src/models/manifest.ts';
import { openModelStore } from '../../src/models/store.ts';
import { serve } from '../../src/rpc/serve.ts';

/** An engine in a worker that has the response headers' policy, and what went on around it. */
export interface SealedWllamaWorker extends Omit<ChatEngine, 'info'> {
  open(manifest: ModelManifest, form: GeneratorForm, threads: number): Promise<ChatEngine['info']>;
  /** Addresses that the model store asked for, and all that this realm loaded. */
  requests(): Promise<{ store: string[]; realm: string[] }>;
  /** Directives that were violated so far. */
  violations(): Promise<string[]>;
  /** Starts a worker from a blob: address, as wllama alone does. */
  startBlobWorker(): Promise<void>;
}

const asked: string[] = [];
const violated: string[] = [];
let engine: ChatEngine | undefined;

addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));

const loaded = (): ChatEngine => {
  if (!engine) throw new TypeError('Nothing is open.');
  return engine;
};

const api: SealedWllamaWorker = {
  async open(manifest, form, threads) {
    // Half of these are used.
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads * 2 });
    const fetcher: typeof fetch = (input, init) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return fetch(input, init);
    };
    const store = await openModelStore({ assetBase: '/', fetch: fetcher, cache: null });
    engine = await openWllamaChat(manifest, form, { store, runtime: wllamaRuntime });
    return engine.info;
  },
  countTokens: (messages) => loaded().countTokens(messages),
  chat: (messages, options, onText, signal) => loaded().chat(messages, options, onText, signal),
  nextTokens: (messages) => loaded().nextTokens(messages),
  dispose: () => loaded().dispose(),
  requests: () =>
    Promise.resolve({
      store: asked,
      realm: performance.getEntriesByType('resource').map(({ name }) => name),
    }),
  violations: () => Promise.resolve(violated),
  async startBlobWorker() {
    const url = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }));
    // Either the trusted types refuse the address at once, or the policy the load of it.
    await new Promise((resolve, reject) => {
      new Worker(url, { type: 'module' }).addEventListener('error', reject);
      setTimeout(resolve, 5000);
    });
  },
};

serve(api);
