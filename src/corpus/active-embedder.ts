import type { Device } from '../inference/embedder.ts';
import type { EmbedderProcess } from '../inference/fallback-process.ts';
import type { ModelStore } from '../models/store.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import type { Progress } from '../types.ts';
import { Analyser } from './analyser.ts';
import type { BackgroundGate } from './background-gate.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { EmbeddingService } from './embedding-service.ts';
import { embeddingTexts } from './embedding-text.ts';
import type { Indexes } from './load-indexes.ts';
import type { TextCache } from './text-cache.ts';
import type { VectorSpace } from './vector-space.ts';

/** An embedder with the vectors that it made. */
export interface ActiveEmbedder {
  readonly space: VectorSpace;
  readonly service: EmbeddingService;
  /** Measures passages in its tokens. */
  readonly analyser: Analyser;
}

/** What all embedders of a corpus work with. */
export interface EmbedderParts {
  store: CorpusStore;
  models: Promise<ModelStore>;
  indexes: Indexes;
  texts: TextCache;
  gate: BackgroundGate;
  assetBase: string;
  device: Device | 'auto';
  spawn(): EmbedderProcess;
  /** Documents that are about to be read (again). */
  waiting(): readonly { id: string }[];
  /** Has a document read again; resolves with false where that cannot be. */
  readAgain(document: DocumentRecord): Promise<boolean>;
}

/** What one embedder tells. */
export interface EmbedderListener {
  /** Whether passages are its business now. */
  mayEmbed(): boolean;
  onStored(entries: readonly CatalogueEntry[]): void;
  onIdle(): void;
  onChange(progress?: Progress): void;
  onFailed(error: unknown): void;
}

/** Starts the embedder of a space, which then makes the vectors that are missing there. */
export function startEmbedder(
  space: VectorSpace,
  parts: EmbedderParts,
  { onChange, onFailed, ...listener }: EmbedderListener,
): ActiveEmbedder {
  const { store, models, indexes, texts, gate, assetBase, device, spawn, waiting, readAgain } = parts;
  const analyser = new Analyser(models, space);
  const checked = new WeakSet<CatalogueEntry>();
  /** Another embedder's tokenizer may have cut passages that are too long for this one. */
  const fits = async (entry: CatalogueEntry): Promise<boolean> => {
    if (entry.measuredBy === space.fingerprint || checked.has(entry)) return true;
    const all = await embeddingTexts(texts, entry, [...entry.spans.keys()]);
    const isSeen = await analyser.fits(all);
    // Once only: where reading it again fails, the passages stay as they are.
    checked.add(entry);
    return isSeen || !(await readAgain(entry.record));
  };
  const service = new EmbeddingService({
    spawn,
    assetBase,
    device,
    queue: {
      store,
      catalogue: indexes.catalogue,
      space,
      gate,
      waiting,
      fits,
      embeddingTexts: (entry, ordinals) => embeddingTexts(texts, entry, ordinals),
      ...listener,
    },
    onChange,
    onFailed,
  });
  return { space, service, analyser };
}
