import type { Gguf } from './gguf.ts';
import type { Stack } from './quantized-matrix.ts';

/** The linear layers of a Llama block, in the order they run; those that share an input are one matrix. */
export interface LlamaLayer {
  qkv: Stack;
  o: Stack;
  gateUp: Stack;
  down: Stack;
}

function readCount(gguf: Gguf, key: string): number {
  const value = gguf.metadata.get(key);
  if (typeof value !== 'number') throw new Error(`The GGUF file does not say its ${key}.`);
  return value;
}

/** Names of the weights of every block of a Llama model, in order. */
export function listLayers(gguf: Gguf): LlamaLayer[] {
  const heads = readCount(gguf, 'llama.attention.head_count');
  const keyHeads = readCount(gguf, 'llama.attention.head_count_kv');
  return Array.from({ length: readCount(gguf, 'llama.block_count') }, (_, index) => {
    const name = (part: string): string => `blk.${index}.${part}.weight`;
    return {
      qkv: [
        [name('attn_q'), heads],
        [name('attn_k'), keyHeads],
        [name('attn_v'), 0],
      ],
      o: [[name('attn_output'), 0]],
      gateUp: [
        [name('ffn_gate'), 0],
        [name('ffn_up'), 0],
      ],
      down: [[name('ffn_down'), 0]],
    };
  });
}
