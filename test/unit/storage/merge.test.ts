import { describe, expect, it } from 'vitest';
import { chooseMerge } from '../../../src/storage/merge.ts';
import type { SegmentInfo } from '../../../src/storage/schema.ts';

/** A set of segments as it grows: sizes only, where a merged one is as large as its parts together. */
class GrowingSet {
  segments: SegmentInfo[] = [];
  appended = 0;
  rewritten = 0;
  #sequence = 0;

  append(size: number): void {
    this.segments.push({ set: 'vectors', sequence: this.#sequence++, rows: 1, size });
    this.appended += size;
    for (let chosen = chooseMerge(this.segments); chosen.length > 0; chosen = chooseMerge(this.segments)) {
      const size = chosen.reduce((sum, segment) => sum + segment.size, 0);
      this.rewritten += size;
      const [first] = chosen;
      this.segments = this.segments.flatMap((segment) => {
        if (segment === first) return [{ ...segment, size }];
        return chosen.includes(segment) ? [] : [segment];
      });
    }
  }
}

const MIB = 2 ** 20;

describe('the choice of segments to merge', () => {
  it('writes each byte at most four times in all and leaves few segments of at most 4 MiB', () => {
    const set = new GrowingSet();
    // 16 vectors of 384 dimensions a commit, 100,000 of them.
    for (let commit = 0; commit < 100_000 / 16; commit++) set.append(16 * 776 + 100);
    expect(set.rewritten / set.appended).toBeLessThan(3);
    expect(Math.max(...set.segments.map(({ size }) => size))).toBeLessThanOrEqual(4 * MIB);
    expect(set.segments.length).toBeLessThan(set.appended / (2 * MIB) + 3 * 8);
  });

  it('does the same for commits of all sizes', () => {
    const set = new GrowingSet();
    const sizes = [300, 90_000, 1500, 700, 700_000, 40_000, 5000, 2_500_000, 12_000, 100];
    for (let commit = 0; commit < 3000; commit++) set.append(sizes[(commit * 7) % sizes.length] ?? 0);
    expect(set.rewritten / set.appended).toBeLessThan(3);
    expect(set.segments.length).toBeLessThan(set.appended / MIB + 3 * 8);
  });

  it('rewrites little for commits of a few words', () => {
    const set = new GrowingSet();
    for (let commit = 0; commit < 5000; commit++) set.append(200);
    // Up to 32 KiB a segment is written again for each seven that come: 16 KiB at a time on average.
    expect(set.rewritten).toBeLessThan((5000 / 7) * 32 * 1024);
    expect(set.segments.length).toBeLessThan(3 * 8);
  });

  it('is none where there is nothing to gain', () => {
    const segment = (sequence: number, size: number): SegmentInfo => ({
      set: 'words',
      sequence,
      rows: 1,
      size,
    });
    expect(chooseMerge([])).toEqual([]);
    expect(chooseMerge([segment(0, 10)])).toEqual([]);
    expect(chooseMerge(Array.from({ length: 20 }, (_, at) => segment(at, 3 * MIB)))).toEqual([]);
  });
});
