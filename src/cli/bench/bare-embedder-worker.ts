import '../../security/trusted-types.ts';
import {
  pipeline,
  Tensor,
  type FeatureExtractionPipeline,
  type PreTrainedModel,
} from '@huggingface/transformers';
import { padIdOf } from '../../inference/transformers/transformers-engine.ts';
import { planBatches, type PlannedBatch } from '../../inference/transformers/token-batch.ts';
import { MAX_PADDED_TOKENS } from '../../inference/transformers/transformers-embedder.ts';
import { openTokenizer } from '../../inference/transformers/tokenizer.ts';
import type { ModelManifest } from '../../models/manifest.ts';
import { serve } from '../../rpc/serve.ts';
import { openBareEnvironment } from './bare-environment.ts';

/** transformers.js without anything of ours around its runs. */
export interface BareEmbedder {
  open(manifest: ModelManifest, assetBase: string): Promise<void>;
  /** Makes the batches of tokens that our embedder would make of each group of texts, outside of what is timed. */
  plan(groups: readonly (readonly string[])[]): Promise<{ batches: number; tokens: number; padded: number }>;
  /** Milliseconds for running the network on the batches of one group; what it gives is dropped. */
  runGroup(index: number): Promise<number>;
  /** The library's own pipeline on batches of `size` texts as they come: vectors stay in the worker. */
  runPipeline(texts: readonly string[], size: number): Promise<{ ms: number; first: number[] }>;
}

let model: PreTrainedModel | undefined;
let extract: FeatureExtractionPipeline | undefined;
let planned: PlannedBatch[][] = [];
let encode: (text: string) => number[] = () => [];
let pooling: 'mean' | 'cls' = 'mean';

async function readBytes(url: URL): Promise<ArrayBuffer> {
  return (await fetch(url)).arrayBuffer();
}

async function runOnce(batch: PlannedBatch['batch']): Promise<void> {
  if (!model) throw new Error('Nothing was opened.');
  const shape = [batch.rows, batch.width];
  const inputs = {
    input_ids: new Tensor('int64', batch.ids, shape),
    attention_mask: new Tensor('int64', batch.mask, shape),
  };
  const { last_hidden_state: states } = (await model(inputs)) as { last_hidden_state: Tensor };
  for (const tensor of [states, ...Object.values(inputs)]) tensor.dispose();
}

const api: BareEmbedder = {
  async open(manifest, assetBase) {
    const { embedder } = manifest;
    if (!embedder) throw new TypeError(`${manifest.id} is no embedder.`);
    const { id, url } = openBareEnvironment(manifest, assetBase);
    const options = { device: 'wasm', dtype: embedder.dtype as 'int8' } as const;
    extract = await pipeline('feature-extraction', id, options);
    model = extract.model;
    const [definition, config] = await Promise.all([
      readBytes(new URL('tokenizer.json', url)),
      readBytes(new URL('tokenizer_config.json', url)),
    ]);
    const tokenizer = openTokenizer(definition, config);
    encode = (text) => tokenizer.encode((embedder.prefixes?.passage ?? '') + text, embedder.maxTokens);
    pooling = embedder.pooling;
  },
  plan(groups) {
    if (!model) throw new Error('Nothing was opened.');
    const padId = padIdOf(model);
    planned = groups.map((texts) => planBatches(texts.map(encode), MAX_PADDED_TOKENS.wasm, padId));
    const batches = planned.flat().map(({ batch }) => batch);
    return Promise.resolve({
      batches: batches.length,
      tokens: batches.reduce((sum, { lengths }) => sum + lengths.reduce((a, b) => a + b, 0), 0),
      padded: batches.reduce((sum, { rows, width }) => sum + rows * width, 0),
    });
  },
  async runGroup(index) {
    const start = performance.now();
    for (const { batch } of planned[index] ?? []) await runOnce(batch);
    return performance.now() - start;
  },
  async runPipeline(texts, size) {
    if (!extract) throw new Error('Nothing was opened.');
    const start = performance.now();
    let first: number[] = [];
    for (let at = 0; at < texts.length; at += size) {
      const vectors = await extract(texts.slice(at, at + size), { pooling, normalize: true });
      if (at === 0) first = Array.from(vectors.data as Float32Array).slice(0, vectors.dims.at(-1));
      vectors.dispose();
    }
    return { ms: performance.now() - start, first };
  },
};

serve(api);
