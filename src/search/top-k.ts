/** The best `k` of many scored keys; the smaller key wins a tie. */
export interface TopK {
  /** Whether a hit would be kept now; cheap, so that callers test it before costly filters. */
  admits(score: number, key: number): boolean;
  push(score: number, key: number): void;
  /** The kept hits, best first. */
  take(): { key: number; score: number }[];
}

interface Hit {
  key: number;
  score: number;
}

/** True when `a` ranks below `b`. */
function isWorse(a: Hit, b: Hit): boolean {
  return a.score < b.score || (a.score === b.score && a.key > b.key);
}

/**
 * A binary heap with its worst hit on top, never longer than `k`.
 *
 * @throws {RangeError} when `k` is no integer of 0 or more.
 */
export function createTopK(k: number): TopK {
  if (!Number.isInteger(k) || k < 0)
    throw new RangeError(`A search for ${k} hits makes no sense; k must be an integer of 0 or more.`);
  const heap: Hit[] = [];
  const admits = (score: number, key: number): boolean => {
    if (heap.length < k) return true;
    const worst = heap[0];
    return worst !== undefined && isWorse(worst, { key, score });
  };
  return {
    admits,
    push(score, key) {
      if (!admits(score, key)) return;
      if (heap.length < k) siftUp(heap, { key, score });
      else siftDown(heap, { key, score });
    },
    take: () => heap.toSorted((a, b) => (isWorse(a, b) ? 1 : -1)),
  };
}

function siftUp(heap: Hit[], hit: Hit): void {
  let at = heap.length;
  heap.push(hit);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (!above || !isWorse(hit, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = hit;
}

/** Puts a hit in place of the top one. */
function siftDown(heap: Hit[], hit: Hit): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const left = heap[child];
    const right = heap[child + 1];
    if (left && right && isWorse(right, left)) child++;
    const below = heap[child];
    if (!below || !isWorse(below, hit)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = hit;
}
