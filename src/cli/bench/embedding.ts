import type { EmbedderApi } from '../../inference/embedder.ts';
import { cosine } from '../../inference/pooling.ts';
import { connect } from '../../rpc/connect.ts';
import { spawnEmbedder } from '../../rpc/spawn-engines.ts';
import type { BareEmbedder } from './bare-embedder-worker.ts';
import type { EmbeddingRequest, EmbeddingRun } from './bench-api.ts';
import { alternate } from './pairs.ts';
import { mixedTexts } from './texts.ts';
import { timed } from './timed.ts';

/** Texts of one call, as many as the corpus gives its embedder at a time. */
const CALL_TEXTS = 16;
/** Texts of one batch of the plain pipeline. */
const PIPELINE_TEXTS = 8;

/** Embeds the same texts by our embedder and by the bare engine, and by the library's own pipeline. */
export async function measureEmbedding(request: EmbeddingRequest, assetBase: string): Promise<EmbeddingRun> {
  const { manifest, isBareFirst } = request;
  const ours = spawnEmbedder();
  const worker = new Worker(new URL('./bare-embedder-worker.ts', import.meta.url), { type: 'module' });
  const bare = connect<BareEmbedder>(worker, 'bare embedder');
  try {
    if (isBareFirst) await bare.api.open(manifest, assetBase);
    const { modelId, device, dtype, runtime, threads } = await ours.api.load(manifest, assetBase, 'wasm');
    if (!isBareFirst) await bare.api.open(manifest, assetBase);
    const engine = { modelId, device, dtype, runtime, threads };
    return { ...(await compareEmbedders(ours.api, bare.api, request)), engine };
  } finally {
    ours.terminate();
    bare.terminate();
  }
}

async function compareEmbedders(
  ours: Pick<EmbedderApi, 'embed'>,
  bare: Pick<BareEmbedder, 'plan' | 'runGroup' | 'runPipeline'>,
  { texts: count, words, rounds, sortedRounds: pipelineRounds }: EmbeddingRequest,
): Promise<Omit<EmbeddingRun, 'engine'>> {
  const texts = mixedTexts(count, ...words);
  const calls = groupsOf(texts, CALL_TEXTS);
  const { tokens, padded, batches } = await bare.plan(calls);
  const embed = async (some: readonly string[]): Promise<void> => void (await ours.embed(some, 'passage'));
  const runPipeline = (): ReturnType<BareEmbedder['runPipeline']> => bare.runPipeline(texts, PIPELINE_TEXTS);
  // The first runs are slower than all others.
  const vectors = await ours.embed(texts, 'passage');
  const { first } = await runPipeline();
  // Short turns, a different call in each: what else the machine does hits both sides alike.
  const turn = { ours: 0, bare: 0 };
  const taxRounds = await alternate(
    rounds,
    () => timed(() => embed(calls[(turn.ours++ >> 1) % calls.length] ?? [])),
    () => timed(() => bare.runGroup((turn.bare++ >> 1) % calls.length)),
  );
  const sortedRounds = await alternate(
    pipelineRounds,
    () => timed(async () => (await runPipeline()).ms),
    () => timed(() => embed(texts)),
  );
  return {
    taxRounds,
    sortedRounds,
    texts: count,
    tokens,
    paddedTokens: padded,
    batches,
    sameVector: cosine(vectors.subarray(0, first.length), first),
  };
}

function groupsOf<T>(values: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < values.length; at += size) groups.push(values.slice(at, at + size));
  return groups;
}
