import { describe, expect, it } from 'vitest';
import type { Device, EmbedderInfo } from '../../src/inference/embedder.ts';
import { EngineEmbedder } from '../../src/inference/transformers/engine-embedder.ts';
import type { TokenBatch } from '../../src/inference/transformers/token-batch.ts';
import type { Tokenizer } from '../../src/inference/transformers/tokenizer.ts';

const DIMS = 4;
const [OPEN, CLOSE] = [90, 91];

/** Each word is its length; between an opening and a closing token. */
const idsOf = (text: string): number[] => (text.match(/\S+/g) ?? []).map((word) => word.length);
const tokenizer: Tokenizer = {
  encode: (text) => [OPEN, ...idsOf(text), CLOSE],
  encodePieces: (pieces) => {
    const ids = [OPEN];
    const ranges = pieces.map((piece): [number, number] => {
      const start = ids.length;
      ids.push(...idsOf(piece));
      return [start, ids.length];
    });
    return { ids: [...ids, CLOSE], ranges };
  },
};

function open(device: Device, threads: number): { embedder: EngineEmbedder; batches: TokenBatch[] } {
  const batches: TokenBatch[] = [];
  const info: EmbedderInfo = {
    modelId: 'm',
    fingerprint: 'f',
    dims: DIMS,
    maxTokens: 64,
    device,
    dtype: 'fp32',
    runtime: 'none',
    threads,
    refused: [],
    loadMs: 0,
    files: [],
  };
  const engine = {
    padId: 0,
    dispose: (): Promise<void> => Promise.resolve(),
    // A token's state is the direction of its id, so that only equal words are alike.
    run: (batch: TokenBatch): Promise<Float32Array> => {
      batches.push(batch);
      const states = [...batch.ids].flatMap((id) =>
        Array.from({ length: DIMS }, (_value, dim) => (dim === Number(id) % DIMS ? Number(id) : 0)),
      );
      return Promise.resolve(Float32Array.from(states));
    },
  };
  const settings = { dims: DIMS, maxTokens: 64, dtype: 'fp32', pooling: 'mean' as const, languages: ['en'] };
  return { embedder: new EngineEmbedder(info, engine, tokenizer, settings, 512), batches };
}

describe('comparing a question with sentences', () => {
  const question = ['a', 'bb', 'ccc'];
  const texts = [['dd e', 'f'], ['ggg ggg hh iii jj kk'], ['l']];
  const expected = [
    [1, 1, 0],
    [1, 0, 0],
    [0, 1, 1],
    [1, 0, 0],
  ];

  it.each(['wasm', 'webgpu'] as const)('on %s gives every sentence its row', async (device) => {
    const { embedder } = open(device, 1);
    expect([...(await embedder.compare(question, texts))]).toEqual(expected.flat());
  });

  it('reads texts of like length together, and others apart where padding costs more than a run', async () => {
    const long = Array.from({ length: 50 }, () => 'mm').join(' ');
    const wasm = open('wasm', 1);
    await wasm.embedder.compare(question, [[long], ...texts]);
    expect(wasm.batches.map(({ rows }) => rows)).toEqual([1, 4]);
    const gpu = open('webgpu', 1);
    await gpu.embedder.compare(question, [[long], ...texts]);
    expect(gpu.batches.map(({ rows }) => rows)).toEqual([5]);
  });

  it('reads a question once that was embedded just before', async () => {
    const { embedder, batches } = open('wasm', 1);
    await embedder.embed([question.join(' ')], 'query');
    expect([...(await embedder.compare(question, texts))]).toEqual(expected.flat());
    expect(batches.map(({ rows }) => rows)).toEqual([1, 3]);
    expect([...(await embedder.compare(['ccc'], [['ggg']]))]).toEqual([1]);
  });

  it('compares nothing with nothing', async () => {
    const { embedder } = open('wasm', 1);
    expect([...(await embedder.compare(question, []))]).toEqual([]);
  });

  it('ends with the reason of an abort', async () => {
    const { embedder } = open('wasm', 1);
    const reason = new Error('stopped');
    await expect(embedder.compare(question, texts, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
