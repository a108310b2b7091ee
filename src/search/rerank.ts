import type { FusedHit } from './fuse.ts';

/**
 * How many of the best hits a reranker reads: on a device without a GPU each costs tens of milliseconds, and what the
 * fused search puts further down is seldom the answer.
 */
export const RERANKED = 20;

/**
 * Puts hits into the order of a cross-encoder's scores. The fused score has no say in it: a cross-encoder reads question
 * and passage together, and its unbounded logits have no common scale with anything to mix them with. Hits without a
 * finite score (of a language that the model does not know, or too far down) keep their places, and the others move
 * between theirs. `score` belongs to the place, not to the hit, so that it falls along the new list as it did along the
 * old one.
 *
 * @param hits Best first.
 * @param scores By key; higher is better.
 */
export function rerank(hits: readonly FusedHit[], scores: ReadonlyMap<number, number>): FusedHit[] {
  const scored = hits.flatMap((hit, place) => {
    const rerankScore = scores.get(hit.key);
    return rerankScore !== undefined && Number.isFinite(rerankScore) ? [{ hit, place, rerankScore }] : [];
  });
  const order = scored.toSorted((a, b) => b.rerankScore - a.rerankScore || a.place - b.place);
  const reranked = [...hits];
  for (const [at, { place, hit }] of scored.entries()) {
    const mover = order[at];
    if (mover) reranked[place] = { ...mover.hit, score: hit.score, rerankScore: mover.rerankScore };
  }
  return reranked;
}
