import '../../security/trusted-types.ts';
import { openChat } from '../../inference/chat-engines.ts';
import { onnxRuntime, wllamaRuntime } from '../../models/built-in.ts';
import type { GeneratorForm, ModelManifest } from '../../models/manifest.ts';
import { openModelStore } from '../../models/store.ts';
import { serve } from '../../rpc/serve.ts';
import { watchDigests } from './digest-clock.ts';

/** What a load took. */
export interface LoadTimes {
  totalMs: number;
  /** Of it with a hash under way, other work beside it or not. */
  hashMs: number;
  hashedBytes: number;
}

export interface LoadApi {
  /** Loads a model with nothing of it kept from before: server, verified store, engine; the self-test is left out. */
  loadCold(manifest: ModelManifest, form: GeneratorForm, assetBase: string): Promise<LoadTimes>;
}

const clock = watchDigests();

const api: LoadApi = {
  async loadCold(manifest, form, assetBase) {
    const store = await openModelStore({ assetBase });
    await store.purge();
    clock.restart();
    const start = performance.now();
    const engine = await openChat({ onnx: onnxRuntime, wllama: wllamaRuntime })(manifest, form, store, {});
    const totalMs = performance.now() - start;
    const times: LoadTimes = { totalMs, hashMs: clock.hashMs(), hashedBytes: clock.bytes() };
    await engine.dispose();
    await store.purge();
    return times;
  },
};

serve(api);
