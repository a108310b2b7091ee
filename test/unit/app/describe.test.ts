import { describe, expect, it } from 'vitest';
import { describePlace, formatBytes, formatDuration } from '../../../src/app/describe.ts';
import { describeError } from '../../../src/app/describe.ts';
import { DocumentError } from '../../../src/errors.ts';

describe('describePlace', () => {
  it.each([
    [{ page: 4, headings: ['Deposit'] }, 'Lease.pdf, page 4'],
    [{ rows: [12, 12] as [number, number], lines: [13, 13] as [number, number] }, 'Lease.pdf, row 12'],
    [{ rows: [3, 5] as [number, number] }, 'Lease.pdf, rows 3 to 5'],
    [{ headings: ['Manual', 'Cleaning', 'Filter'] }, 'Lease.pdf, Cleaning › Filter'],
    [{ headings: [], lines: [7, 9] as [number, number] }, 'Lease.pdf, lines 7 to 9'],
    [{}, 'Lease.pdf'],
  ])('names the place %j as %s', (anchor, place) => {
    expect(describePlace('Lease.pdf', anchor)).toBe(place);
  });
});

describe('describePlace of a document with a title', () => {
  it.each([
    [['Manual', 'Cleaning', 'Filter'], 'Manual.docx, Cleaning › Filter'],
    [['Manual', 'Cleaning'], 'Manual.docx, Cleaning'],
    [['Manual'], 'Manual.docx'],
    [['Cleaning', 'Manual'], 'Manual.docx, Cleaning › Manual'],
  ])('leaves the title out of %j', (headings, place) => {
    expect(describePlace('Manual.docx', { headings }, 'Manual')).toBe(place);
  });
});

describe('describeError', () => {
  it('shows an error of ours in its own words', () => {
    expect(describeError(new DocumentError('no_text', 'Only pictures.'))).toBe('Only pictures.');
  });

  it.each([[new Error('x is not a function')], [{ some: 'object' }], [undefined], [new Error('')]])(
    'makes a sentence with a next step of %s',
    (thrown) => {
      const text = describeError(thrown);
      expect(text).toMatch(/Reload the page/);
      expect(text).not.toContain('[object');
    },
  );
});

describe('numbers with units', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [66_465, '66 kB'],
    [999_600, '1.0 MB'],
    [22_972_370, '23 MB'],
    [9_200_000_000, '9.2 GB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.2, '1 ms'],
    [86.4, '86 ms'],
    [1234, '1.2 s'],
  ])('writes %d milliseconds as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
