import type { WordRows } from '../search/word-rows.ts';
import type { LiveKeys } from './live-keys.ts';
import type { SegmentInfo } from './schema.ts';
import type { SegmentContent, SegmentStore } from './segments.ts';
import { decodeVectors, encodeVectors, mergeVectors } from './vector-segment.ts';
import { WordMerge } from './word-merge.ts';
import { decodeWords, encodeWords } from './word-segment.ts';

/** A merged segment is no larger, in bytes. Larger records load no faster, and cost more memory to merge. */
const MOST_BYTES = 4 * 2 ** 20;
/**
 * Segments of at least as many bytes belong to the second, third and fourth tier. The last tier is never merged. Each
 * tier is eight times the one before, so that a row is written at most once for each: three times after its commit.
 */
const TIERS = [32 * 2 ** 10, 256 * 2 ** 10, 2 * 2 ** 20];
/** Segments of one tier that become one of the next. */
const FAN_IN = 8;

/**
 * The next segments that should become one: eight or more of the same tier, as many as fit; none where nothing is to do.
 * They need not be neighbours, or a large document between small ones would keep these apart for ever.
 *
 * @param segments Of one set.
 */
export function chooseMerge(segments: readonly SegmentInfo[]): SegmentInfo[] {
  for (let tier = 0; tier < TIERS.length; tier++) {
    const peers = segments.filter(({ size }) => tierOf(size) === tier);
    if (peers.length >= FAN_IN) return fit(peers);
  }
  return [];
}

/** Does work step by step, each when the next is asked for, and lets something else have its turn in between. */
export type RunSteps = <T>(steps: Iterable<T>) => Promise<T[]>;

/**
 * Writes one segment with the live rows of some of one set in their place; what is added meanwhile stays. Call it in
 * turn.
 */
export async function mergeSegments(
  store: SegmentStore,
  segments: readonly SegmentInfo[],
  live: LiveKeys,
  run: RunSteps,
): Promise<void> {
  const isWords = segments[0]?.set === 'words';
  const isLive = (key: number): boolean => live.has(key);
  const merge = isWords
    ? readParts(store, segments, decodeWords, (parts) => mergeWords(parts, isLive, run))
    : readParts(store, segments, decodeVectors, async (parts) => {
        const merged = mergeVectors(parts, isLive);
        return merged && encodeVectors(merged);
      });
  const { sources, content } = await merge;
  const rows = sources.reduce((sum, segment) => sum + segment.rows, 0);
  // A segment alone whose rows all live stays as it is.
  if (sources.length > 1 || content?.rows !== rows) await store.replace(sources, content);
}

/** Joins what is sound of some segments. */
async function readParts<T>(
  store: SegmentStore,
  segments: readonly SegmentInfo[],
  decode: (bytes: ArrayBuffer) => T,
  join: (parts: readonly T[]) => Promise<SegmentContent | undefined>,
): Promise<{ sources: SegmentInfo[]; content: SegmentContent | undefined }> {
  const sources: SegmentInfo[] = [];
  const parts: T[] = [];
  await store.each(segments, decode, (part, segment) => {
    parts.push(part);
    sources.push(segment);
  });
  return { sources, content: await join(parts) };
}

async function mergeWords(
  parts: readonly WordRows[],
  isLive: (key: number) => boolean,
  run: RunSteps,
): Promise<SegmentContent | undefined> {
  const merge = new WordMerge(parts, isLive);
  await run(merge.steps());
  const merged = merge.take();
  return merged && encodeWords(merged);
}

/** The first ones that together are not too large. */
function fit(run: readonly SegmentInfo[]): SegmentInfo[] {
  let bytes = 0;
  const end = run.findIndex(({ size }) => (bytes += size) > MOST_BYTES);
  return end === -1 ? [...run] : run.slice(0, end);
}

function tierOf(size: number): number {
  return TIERS.filter((least) => size >= least).length;
}
