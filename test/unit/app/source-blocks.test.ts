import { describe, expect, it } from 'vitest';
import { findBlock } from '../../../src/app/source/source-blocks.ts';
import type { Block } from '../../../src/types.ts';

/** Blocks of nine characters with one between them. */
const BLOCKS: Block[] = Array.from({ length: 50 }, (_, index) => ({
  kind: 'paragraph',
  start: index * 10,
  end: index * 10 + 9,
  headings: [],
}));

describe('findBlock', () => {
  it('finds the block of every offset, as a search from the front does', () => {
    for (let offset = 0; offset < 499; offset++) {
      expect(findBlock(BLOCKS, offset)).toBe(BLOCKS.findIndex(({ end }) => end > offset));
    }
  });

  it('stays inside when the offset lies behind the last block or there are none', () => {
    expect(findBlock(BLOCKS, 10_000)).toBe(49);
    expect(findBlock([], 3)).toBe(0);
  });
});
