import type { ModelManifest } from '../models/manifest.ts';
import type { CallOptions, Progress } from '../types.ts';
import type { Device } from './embedder.ts';
import { engineClosed, type EngineWorker } from './engine-failure.ts';

/** What a worker holds: an engine that says what it is and can be let go. */
interface Held<Info> {
  readonly info: Info;
  dispose(): Promise<void>;
}

interface EngineService<Engine extends Held<unknown>> {
  load(
    manifest: ModelManifest,
    assetBase: string,
    device: Device | 'auto',
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<Engine['info']>;
  /** The engine; rejects with `closed` when `load` was not called. */
  loaded(): Promise<Engine>;
  dispose(): Promise<void>;
}

/** What the workers of embedders and rerankers have in common: one `load`, then calls until `dispose`. */
export function serveEngine<Engine extends Held<unknown>>(
  worker: EngineWorker,
  open: (
    manifest: ModelManifest,
    assetBase: string,
    options: CallOptions & { device: Device | 'auto' },
  ) => Promise<Engine>,
): EngineService<Engine> {
  let loading: Promise<Engine> | undefined;
  const loaded = (): Promise<Engine> => loading ?? Promise.reject(engineClosed(worker));
  return {
    async load(manifest, assetBase, device, signal, onProgress) {
      loading = open(manifest, assetBase, {
        device,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      return (await loading).info;
    },
    loaded,
    dispose: async () => (await loaded()).dispose(),
  };
}
