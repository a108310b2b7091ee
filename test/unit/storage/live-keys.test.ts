import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveKeys } from '../../../src/storage/live-keys.ts';

describe('LiveKeys', () => {
  it('knows what a set of keys knows', () => {
    const range = fc.record({ firstKey: fc.nat(5000), passages: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), range), { maxLength: 20 }), (changes) => {
        const live = new LiveKeys();
        const keys = new Set<number>();
        for (const [isAdded, { firstKey, passages }] of changes) {
          if (isAdded) live.add({ firstKey, passages });
          else live.delete({ firstKey, passages });
          for (let key = firstKey; key < firstKey + passages; key++)
            if (isAdded) keys.add(key);
            else keys.delete(key);
        }
        expect(live.size).toBe(keys.size);
        for (let key = 0; key < 5200; key++) if (live.has(key) !== keys.has(key)) expect(key).toBe('right');
      }),
    );
  });

  it('counts what was taken away', () => {
    const live = new LiveKeys();
    live.add({ firstKey: 0, passages: 10 });
    live.delete({ firstKey: 8, passages: 5 });
    expect(live.deletions).toBe(2);
  });
});
