import { beforeAll, describe, expect, it } from 'vitest';
import type { Embedder, EmbedKind } from '../../src/inference/embedder.ts';

const TEXTS = [
  'The tenant pays the rent on the first day of each month.',
  'Photosynthesis turns light into chemical energy.',
  '',
  'Der Mieter zahlt die Miete am Ersten jedes Monats.',
  'rent',
  'Water boils at 100 °C at sea level, and at about 90 °C at an altitude of three kilometres above it.',
];

export interface EmbedderContract {
  open(): Promise<Embedder>;
  /** Texts with the vectors they must get, with this cosine at least; passages if nothing else is said. */
  canaries(): Promise<{ text: string; kind?: EmbedKind; vector: number[]; minCosine: number }[]>;
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let normA = 0;
  let normB = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    dot += x * y;
    normA += x * x;
    normB += y * y;
  }
  return dot / Math.sqrt(normA * normB);
}

/** What every `Embedder` must do, on one instance that is opened once. */
export function embedderContract(name: string, contract: EmbedderContract): void {
  describe(`${name} as an Embedder`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await contract.open();
    }, 120_000);

    const embed = async (texts: readonly string[], kind: EmbedKind = 'passage'): Promise<Float32Array[]> => {
      const vectors = await embedder.embed(texts, kind);
      const { dims } = embedder.info;
      expect(vectors).toHaveLength(texts.length * dims);
      return texts.map((_text, row) => vectors.subarray(row * dims, (row + 1) * dims));
    };

    it('gives no vectors for no texts', async () => {
      expect(await embedder.embed([], 'passage')).toHaveLength(0);
    });

    it('gives a unit vector for each text, the empty one as well', async () => {
      for (const vector of await embed(TEXTS)) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    });

    it('keeps the order of the texts, whatever it is', async () => {
      const forward = await embed(TEXTS);
      const backward = (await embed(TEXTS.toReversed())).toReversed();
      for (const [row, vector] of forward.entries())
        expect(cosine(vector, backward[row] ?? [])).toBeGreaterThan(0.9999);
      // Else one vector for everything would do.
      for (const [row, vector] of forward.entries())
        for (const other of forward.slice(row + 1)) expect(cosine(vector, other)).toBeLessThan(0.95);
    });

    it('gives a text the same vector alone as among 31 others', async () => {
      const crowd = Array.from(
        { length: 32 },
        (_, i) => `${TEXTS[i % TEXTS.length]} ${'more '.repeat(i % 7)}${i}`,
      );
      const together = await embed(crowd);
      for (const row of [0, 13, 31]) {
        const [alone] = await embed([crowd[row] ?? '']);
        expect(cosine(alone ?? [], together[row] ?? [])).toBeGreaterThan(0.9999);
      }
    });

    it('cuts a text that is too long instead of failing', async () => {
      const long = 'law '.repeat(embedder.info.maxTokens);
      const [cut, longer] = await embed([long, `${long} a tail that is not seen`]);
      expect(cosine(cut ?? [], longer ?? [])).toBeGreaterThan(0.9999);
    });

    it('gives the reference vectors', async () => {
      const canaries = await contract.canaries();
      expect(canaries.length).toBeGreaterThan(2);
      for (const kind of ['query', 'passage'] as const) {
        const ofKind = canaries.filter((canary) => (canary.kind ?? 'passage') === kind);
        const vectors = await embed(
          ofKind.map(({ text }) => text),
          kind,
        );
        for (const [row, { text, vector, minCosine }] of ofKind.entries())
          expect(cosine(vectors[row] ?? [], vector), text).toBeGreaterThanOrEqual(minCosine);
      }
    });

    it('lets a query overtake passages that wait', async () => {
      const done: string[] = [];
      const passages = embed(Array.from({ length: 40 }, (_, i) => `${TEXTS[5]} ${i}`)).then(() =>
        done.push('passages'),
      );
      const query = embed(['Who pays the rent?'], 'query').then(() => done.push('query'));
      await Promise.all([passages, query]);
      expect(done).toEqual(['query', 'passages']);
    });

    it('rejects with the reason of an abort, between batches, and goes on with the rest', async () => {
      const abort = new AbortController();
      const reason = new Error('no longer needed');
      const passages = embedder.embed(
        Array.from({ length: 200 }, (_, i) => `${TEXTS[5]} ${i}`),
        'passage',
        abort.signal,
      );
      const query = embed(['Who pays the rent?'], 'query');
      await query;
      abort.abort(reason);
      await expect(passages).rejects.toThrow(reason.message);
      await expect(embedder.embed(['x'], 'query', AbortSignal.abort(reason))).rejects.toThrow(reason.message);
      await expect(embed(['rent'])).resolves.toHaveLength(1);
    });

    it('rejects calls after it was disposed of, which may be done twice', async () => {
      await embedder.dispose();
      await embedder.dispose();
      await expect(embedder.embed(['rent'], 'query')).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
