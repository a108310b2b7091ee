import type { PromptMessage } from '../../src/answer-types.ts';
import type { ChatEngine, ChatOptions, ChatResult, TokenChance } from '../../src/inference/chat-engine.ts';
import { openTransformersChat } from '../../src/inference/transformers/transformers-chat.ts';
import { onnxRuntime } from '../../src/models/built-in.ts';
import type { GeneratorForm, ModelManifest } from '../../src/models/manifest.ts';
import { openModelStore } from '../../src/models/store.ts';
import { serve } from '../../src/rpc/serve.ts';

/** What the realm did since it began. */
export interface Doings {
  /** Addresses that the store asked for, and those that the realm did, whoever in it. */
  fetched: string[];
  requested: string[];
  loads: number[];
  verified: string[];
  /** Bytes of WASM memory, all instances together. */
  wasmBytes: number;
}

/** One engine of transformers.js in a realm of its own, with its store's `fetch` in the hands of the test. */
export interface TransformersChatWorker {
  /** @param tampered Path of a file in which one bit is flipped on its way. */
  open(manifest: ModelManifest, form: GeneratorForm, tampered?: string): Promise<ChatEngine['info']>;
  doings(): Promise<Doings>;
  loseDevice(): Promise<void>;
  countTokens(messages: readonly PromptMessage[]): Promise<number>;
  nextTokens(messages: readonly PromptMessage[]): Promise<TokenChance[]>;
  chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult>;
  /** Aborts within the realm, when this many pieces are written. Tells how the engine itself took it. */
  abortAfter(
    messages: readonly PromptMessage[],
    pieces: number,
  ): Promise<{ written: number; isReason: boolean }>;
  dispose(): Promise<void>;
}

const fetched: string[] = [];
const loads: number[] = [];
const devices: GPUDevice[] = [];
const memories: WebAssembly.Memory[] = [];
let verified: () => string[] = () => [];
let engine: ChatEngine | undefined;
let last: Promise<unknown> = Promise.resolve();

const RealMemory = WebAssembly.Memory;
WebAssembly.Memory = class extends RealMemory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

const { requestDevice } = globalThis.GPUAdapter?.prototype ?? {};
if (requestDevice)
  GPUAdapter.prototype.requestDevice = async function noted(descriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };

/** The generator worker keeps calls apart; here too, as an aborted call goes on until its step is done. */
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

const api: TransformersChatWorker = {
  async open(manifest, form, tampered) {
    const store = await openModelStore({
      assetBase: '/',
      cache: null,
      fetch: async (input, init) => {
        const url = String(input instanceof Request ? input.url : input);
        fetched.push(url);
        const response = await fetch(input, init);
        return tampered !== undefined && url.endsWith(tampered) ? flipBit(response) : response;
      },
    });
    verified = () => store.verified().map(({ path }) => path);
    engine = await openTransformersChat(
      manifest,
      form,
      { store, runtime: onnxRuntime },
      {
        onProgress: ({ step, done }) => {
          if (step === 'load') loads.push(done);
        },
      },
    );
    return engine.info;
  },
  doings: () =>
    Promise.resolve({
      fetched,
      requested: performance.getEntriesByType('resource').map(({ name }) => name),
      loads,
      verified: verified(),
      wasmBytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    }),
  loseDevice() {
    for (const device of devices) device.destroy();
    return Promise.resolve();
  },
  countTokens: (messages) => inTurn((loaded) => loaded.countTokens(messages)),
  nextTokens: (messages) => inTurn((loaded) => loaded.nextTokens(messages)),
  chat: (messages, options, onText, signal) =>
    inTurn((loaded) => loaded.chat(messages, options, onText, signal)),
  abortAfter: (messages, pieces) =>
    inTurn(async (loaded) => {
      const abort = new AbortController();
      const reason = new Error('enough');
      let written = 0;
      const count = (): void => {
        written += 1;
        if (written === pieces) abort.abort(reason);
      };
      const failure = await loaded.chat(messages, {}, count, abort.signal).catch((error: unknown) => error);
      return { written, isReason: failure === reason };
    }),
  dispose: () => inTurn((loaded) => loaded.dispose()),
};

serve(api);
