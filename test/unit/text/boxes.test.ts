import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxesOf, shortenRun } from '../../../src/text/boxes.ts';
import type { TextRun } from '../../../src/types.ts';

const run = (start: number, end: number, x: number, y: number, width: number, page = 1): TextRun => ({
  start,
  end,
  page,
  x,
  y,
  width,
  height: 10,
});

describe('boxesOf', () => {
  const lines = [run(0, 10, 50, 100, 100), run(11, 21, 155, 100, 100), run(22, 32, 50, 112, 100)];

  it('gives a rectangle a line', () => {
    expect(boxesOf(lines, 0, 32)).toEqual([
      { page: 1, x: 50, y: 100, width: 205, height: 10 },
      { page: 1, x: 50, y: 112, width: 100, height: 10 },
    ]);
  });

  it('cuts a run in proportion to its characters', () => {
    expect(boxesOf(lines, 5, 10)).toEqual([{ page: 1, x: 100, y: 100, width: 50, height: 10 }]);
    expect(boxesOf(lines, 24, 27)).toEqual([{ page: 1, x: 70, y: 112, width: 30, height: 10 }]);
  });

  it('keeps columns, pages and far cells of a row apart', () => {
    const runs = [run(0, 5, 50, 100, 40), run(6, 10, 300, 100, 40), run(11, 15, 50, 100, 40, 2)];
    expect(boxesOf(runs, 0, 15).map(({ page, x }) => [page, x])).toEqual([
      [1, 50],
      [1, 300],
      [2, 50],
    ]);
  });

  it('joins runs of a line that is read from right to left', () => {
    const runs = [run(0, 4, 200, 100, 40), run(5, 9, 157, 100, 40)];
    expect(boxesOf(runs, 0, 9)).toEqual([{ page: 1, x: 157, y: 100, width: 83, height: 10 }]);
  });

  it('cuts a run between its letters, from the side that it is read from', () => {
    const word = { ...run(0, 3, 50, 100, 100), advances: [50, 25, 25] };
    expect(boxesOf([word], 1, 2)).toEqual([{ page: 1, x: 100, y: 100, width: 25, height: 10 }]);
    expect(boxesOf([{ ...word, from: 'right' }], 0, 2)).toEqual([
      { page: 1, x: 75, y: 100, width: 75, height: 10 },
    ]);
    const upright = { ...word, width: 10, height: 100 };
    expect(boxesOf([{ ...upright, from: 'top' }], 1, 2)).toEqual([
      { page: 1, x: 50, y: 150, width: 10, height: 25 },
    ]);
    expect(boxesOf([{ ...upright, from: 'bottom' }], 1, 3)).toEqual([
      { page: 1, x: 50, y: 100, width: 10, height: 50 },
    ]);
  });

  it('keeps a large initial apart from its line, whose rectangle would cover the lines below', () => {
    const initial = { ...run(0, 1, 50, 100, 25), height: 34 };
    expect(boxesOf([initial, run(1, 9, 75, 100, 80)], 0, 9)).toHaveLength(2);
  });

  it('joins runs of a line that runs down the page, and keeps lines beside each other apart', () => {
    const down = (start: number, x: number, y: number): TextRun => ({
      ...run(start, start + 4, x, y, 10),
      height: 40,
      from: 'top',
    });
    expect(boxesOf([down(0, 50, 100), down(5, 50, 143), down(10, 62, 100)], 0, 14)).toEqual([
      { page: 1, x: 50, y: 100, width: 10, height: 83 },
      { page: 1, x: 62, y: 100, width: 10, height: 40 },
    ]);
  });

  it('takes upright runs whole that were stored without their side', () => {
    const upright = { ...run(0, 20, 10, 100, 10), height: 200 };
    expect(boxesOf([upright], 3, 5)).toEqual([{ page: 1, x: 10, y: 100, width: 10, height: 200 }]);
  });

  it('is empty between the runs and outside them', () => {
    expect(boxesOf(lines, 10, 11)).toEqual([]);
    expect(boxesOf(lines, 32, 90)).toEqual([]);
    expect(boxesOf([], 0, 5)).toEqual([]);
  });

  it('never leaves the rectangle around its runs, and covers as much as was asked for', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ length: fc.integer({ min: 1, max: 30 }), x: fc.integer({ min: 0, max: 400 }) }),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        fc.nat(400),
        fc.nat(400),
        (parts, a, b) => {
          let offset = 0;
          const runs = parts.map(({ length, x }, i) => {
            const at = offset;
            offset += length + 1;
            return run(at, at + length, x, i * 12, 200);
          });
          const [start, end] = a < b ? [a, b] : [b, a];
          const boxes = boxesOf(runs, start, end);
          const hit = runs.filter((r) => r.end > start && r.start < end && end > start);
          expect(boxes.length).toBe(hit.length);
          boxes.forEach((box, i) => {
            const whole = hit[i];
            expect(box.width).toBeGreaterThan(0);
            expect(box.x).toBeGreaterThanOrEqual(whole?.x ?? Infinity);
            expect(box.x + box.width).toBeLessThanOrEqual((whole?.x ?? 0) + 200 + 1e-9);
          });
        },
      ),
    );
  });
});

describe('shortenRun', () => {
  it('takes letters off the end', () => {
    const word = { ...run(4, 7, 50, 100, 100), advances: [50, 30, 20] };
    expect(shortenRun(word, 6)).toEqual({ ...run(4, 6, 50, 100, 80), advances: [50, 30] });
    expect(shortenRun({ ...word, from: 'right' }, 6)).toMatchObject({ start: 4, end: 6, x: 70, width: 80 });
  });
});
