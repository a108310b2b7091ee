import { countEmbedded, type Catalogue } from './catalogue.ts';
import type { CorpusStatus } from './corpus-api.ts';
import { describeDamage } from './describe-damage.ts';
import { adviseEmbedder } from './embedder-advice.ts';
import type { Embedders } from './embedders.ts';
import type { IngestQueue } from './ingest-queue.ts';
import type { QuestionLanguages } from './question-languages.ts';
import type { RerankingService } from './reranking-service.ts';
import type { Upkeep } from './upkeep.ts';
import { estimateStorage } from './storage-usage.ts';

/** The parts of a corpus that have something to tell. */
export interface StatusParts {
  catalogue: Catalogue;
  ingest: IngestQueue;
  embedders: Embedders;
  questions: QuestionLanguages;
  reranking: RerankingService | undefined;
  upkeep: Upkeep;
}

/** What runs where, how far the background work is, and what is stored. */
export async function describeCorpus(parts: StatusParts): Promise<CorpusStatus> {
  const { catalogue, ingest, embedders, questions, reranking, upkeep } = parts;
  const warnings = describeDamage(upkeep.damaged, upkeep.wordless.length);
  const entries = [...catalogue.values()];
  const passages = entries.reduce((sum, { spans }) => sum + spans.length, 0);
  const { space, service } = embedders.current;
  const { index } = space;
  const embedded = entries.reduce((sum, entry) => sum + countEmbedded(entry, index), 0);
  const { isSwitching, switching } = embedders;
  const { info, error, passagesPerSecond } = service;
  const isEmbedded = embedded === passages || error !== undefined;
  const recommended = adviseEmbedder(space.manifest, entries, questions.languages);
  return {
    documents: entries.length,
    passages,
    embedded,
    queued: ingest.waiting.length,
    failed: entries.filter(({ record }) => record.state === 'failed').length + ingest.stalled.length,
    settled: ingest.waiting.length === 0 && !isSwitching && isEmbedded && upkeep.wordless.length === 0,
    ...(info ? { embedder: { ...info, ...(passagesPerSecond && { passagesPerSecond }) } } : {}),
    ...(error ? { embedderError: error } : {}),
    ...(switching ? { switching } : {}),
    ...(recommended ? { recommendedEmbedder: recommended } : {}),
    ...(reranking?.info ? { reranker: reranking.info } : {}),
    ...(reranking?.error ? { rerankerError: reranking.error } : {}),
    index: {
      ...space.engine,
      vectors: index.size,
      bytes: index.bytes,
    },
    storage: await estimateStorage(),
    ...(warnings.length > 0 ? { warnings } : {}),
    isolated: globalThis.crossOriginIsolated,
  };
}
