import { readCount } from './layout.ts';

/** Sizes of a transformer, as far as its settings tell them. */
export interface ModelShape {
  layers: number;
  /** Numbers that the cache keeps for a token and a layer, keys only. */
  keysPerToken: number;
  vocabulary: number;
  hidden: number;
  contextTokens: number | undefined;
}

/** Reads `config.json`, or the part of another file with the same names. */
export function readShape(config: Readonly<Record<string, unknown>>): ModelShape {
  const hidden = readCount(config['hidden_size']) ?? 0;
  const heads = readCount(config['num_attention_heads']) ?? 1;
  const keyHeads = readCount(config['num_key_value_heads']) ?? heads;
  const headSize = readCount(config['head_dim']) ?? hidden / heads;
  return {
    layers: readCount(config['num_hidden_layers']) ?? 0,
    keysPerToken: keyHeads * headSize,
    vocabulary: readCount(config['vocab_size']) ?? 0,
    hidden,
    contextTokens: readCount(config['max_position_embeddings']),
  };
}

/** Copies of the weights that an engine holds at once, and what it needs besides. */
interface EngineCost {
  copies: number;
  besidesBytes: number;
}

const MIB = 2 ** 20;

/**
 * Chosen so that SmolLM2-135M comes out at what was measured for its three forms, or above it: transformers.js keeps the
 * files, the session's copy and a packed one; wllama a file and its own copy; web-llm uploads each shard and lets it go.
 */
const COSTS: Readonly<Record<string, EngineCost>> = {
  '@huggingface/transformers': { copies: 3, besidesBytes: 256 * MIB },
  '@wllama/wllama': { copies: 2, besidesBytes: 256 * MIB },
  '@mlc-ai/web-llm': { copies: 1, besidesBytes: 200 * MIB },
};

/**
 * Estimated memory while a model writes: the weights, the cache (keys and values, 4 bytes a number) and working space.
 * For a model that nobody has measured; the manifest may be corrected by hand.
 */
export function estimateMemory(
  engine: string,
  weightBytes: number,
  shape: ModelShape,
  contextTokens: number,
): number {
  const { copies, besidesBytes } = COSTS[engine] ?? { copies: 3, besidesBytes: 256 * MIB };
  const cache = 2 * shape.layers * shape.keysPerToken * contextTokens * 4;
  return Math.ceil(copies * weightBytes + cache + besidesBytes);
}
