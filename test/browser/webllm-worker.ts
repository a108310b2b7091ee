import type { PromptMessage } from '../../src/answer-types.ts';
import type { ChatEngine, ChatOptions, ChatResult, TokenChance } from '../../src/inference/chat-engine.ts';
import { openWebLlmChat } from '../../src/inference/webllm/webllm-chat.ts';
import type { ModelManifest } from '../../src/models/manifest.ts';
import { openModelStore, type VerifiedFile } from '../../src/models/store.ts';
import { serve } from '../../src/rpc/serve.ts';

/** What the realm did on its way to an engine. */
export interface Doings {
  /** Requests of the store, by path below the model's folder. */
  fetched: string[];
  /** Steps of 'load' that were reported, with the files that were read before. */
  loads: { done: number; verified: number }[];
  verified: VerifiedFile[];
  /** What the page itself would see when it asks the sealed realm for something. */
  foreign: { fetchStatus: number; isCached: boolean };
}

/** One engine of web-llm in a realm of its own, with its store's `fetch` in the hands of the test. */
export interface WebLlmWorker {
  /** @param tampered Path of a file in which one bit is flipped on its way. */
  open(manifest: ModelManifest, tampered?: string, signal?: AbortSignal): Promise<ChatEngine['info']>;
  doings(): Promise<Doings>;
  /** Lets every buffer from now on fail as if memory were short. */
  exhaustMemory(): Promise<void>;
  /** Lets the next device be lost as soon as the model's library has it. */
  loseDevice(): Promise<void>;
  countTokens(messages: readonly PromptMessage[]): Promise<number>;
  nextTokens(messages: readonly PromptMessage[]): Promise<TokenChance[]>;
  chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult>;
  dispose(): Promise<void>;
}

const realFetch = globalThis.fetch.bind(globalThis);
const fetched: string[] = [];
const loads: Doings['loads'] = [];
let verified: () => VerifiedFile[] = () => [];
let engine: ChatEngine | undefined;
let last: Promise<unknown> = Promise.resolve();

/** The generator worker keeps calls apart; here too, as an aborted call goes on until its token is done. */
function inTurn<T>(call: (loaded: ChatEngine) => Promise<T>): Promise<T> {
  const turn = last.then(() => {
    if (!engine) throw new Error('Nothing was opened.');
    return call(engine);
  });
  last = turn.catch(() => undefined);
  return turn;
}

async function flipBit(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  bytes.set([(bytes.at(bytes.length >> 1) ?? 0) ^ 1], bytes.length >> 1);
  return new Response(bytes);
}

const api: WebLlmWorker = {
  async open(manifest, tampered, signal) {
    const prefix = `${location.origin}/${manifest.base}`;
    const store = await openModelStore({
      assetBase: '/',
      cache: null,
      fetch: async (input, init) => {
        const path = String(input instanceof Request ? input.url : input).replace(prefix, '');
        fetched.push(path);
        const response = await realFetch(input, init);
        return path === tampered ? flipBit(response) : response;
      },
    });
    verified = () => store.verified();
    const [form] = manifest.generator?.forms ?? [];
    if (!form) throw new TypeError('The manifest has no form.');
    engine = await openWebLlmChat(
      manifest,
      form,
      { store },
      {
        ...(signal && { signal }),
        onProgress: ({ step, done }) => {
          if (step === 'load') loads.push({ done, verified: verified().length });
        },
      },
    );
    return engine.info;
  },
  async doings() {
    const { status } = await fetch('/models/README.md');
    const isCached = (await caches.match('/models/README.md')) !== undefined;
    return { fetched, loads, verified: verified(), foreign: { fetchStatus: status, isCached } };
  },
  exhaustMemory() {
    const { popErrorScope } = GPUDevice.prototype;
    GPUDevice.prototype.popErrorScope = async function exhausted() {
      await popErrorScope.call(this);
      return new GPUOutOfMemoryError('there is no more');
    };
    return Promise.resolve();
  },
  loseDevice() {
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function losing(descriptor) {
      this.destroy();
      return createBuffer.call(this, descriptor);
    };
    return Promise.resolve();
  },
  countTokens: (messages) => inTurn((loaded) => loaded.countTokens(messages)),
  nextTokens: (messages) => inTurn((loaded) => loaded.nextTokens(messages)),
  chat: (messages, options, onText, signal) =>
    inTurn((loaded) => loaded.chat(messages, options, onText, signal)),
  dispose: () => inTurn((loaded) => loaded.dispose()),
};

serve(api);
