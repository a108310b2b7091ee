import { describe, expect, it } from 'vitest';
import { nameText } from '../../../src/app/documents/pasted-documents.ts';
import { moveTo, rangeBetween } from '../../../src/app/documents/row-moves.ts';
import { filterRows, foldersOf } from '../../../src/app/documents/rows.ts';

const row = (id: string, name = id.split('/').at(-1) ?? id): { id: string; name: string; bytes: number } => ({
  id,
  name,
  bytes: 1,
});

describe('foldersOf', () => {
  it('tells those apart that share a name, and says nothing of the others', () => {
    const rows = [row('2023/lease.pdf'), row('2024/lease.pdf'), row('2024/letter.pdf')];
    expect([...foldersOf(rows)]).toEqual([
      ['2023/lease.pdf', '2023'],
      ['2024/lease.pdf', '2024'],
    ]);
  });

  it('has no folder for a file that came without one', () => {
    expect([...foldersOf([row('lease.pdf'), row('2024/lease.pdf')])]).toEqual([['2024/lease.pdf', '2024']]);
  });
});

describe('filterRows', () => {
  const rows = [row('2023/Lease.pdf'), row('2024/Lease.pdf'), row('Ärztebrief.txt')];
  it.each([
    ['', 3],
    ['  ', 3],
    ['lease', 2],
    ['pdf 2024', 1],
    ['ärzte', 1],
    ['lease letter', 0],
  ])('finds with "%s" %i of them', (typed, count) => {
    expect(filterRows(rows, typed)).toHaveLength(count);
  });
});

describe('moveTo', () => {
  const ids = ['a', 'b', 'c'];
  it.each([
    ['a', 'next', 'b'],
    ['c', 'next', 'c'],
    ['b', 'previous', 'a'],
    ['a', 'previous', 'a'],
    [undefined, 'next', 'a'],
    ['b', 'first', 'a'],
    ['b', 'last', 'c'],
  ] as const)('leads from %s by "%s" to %s', (from, move, to) => {
    expect(moveTo(ids, from, move)).toBe(to);
  });

  it('leads nowhere in an empty list', () => {
    expect(moveTo([], undefined, 'next')).toBeUndefined();
  });
});

describe('rangeBetween', () => {
  const ids = ['a', 'b', 'c', 'd'];
  it.each([
    ['b', 'd', ['b', 'c', 'd']],
    ['d', 'b', ['b', 'c', 'd']],
    ['c', 'c', ['c']],
    ['gone', 'c', ['c']],
    ['gone', 'too', []],
  ])('reaches from %s to %s', (from, to, range) => {
    expect(rangeBetween(ids, from, to)).toEqual(range);
  });
});

describe('nameText', () => {
  it.each([
    [
      'Dear Ms Miller,\nthank you for your letter of last week.',
      'Dear Ms Miller, thank you for …, 3 May.txt',
    ],
    ['One line.', 'One line, 3 May.txt'],
    ['../../etc/passwd', '.. .. etc passwd, 3 May.txt'],
    ['a\u202Etxt.exe', 'a txt.exe, 3 May.txt'],
    ['…?*', '…, 3 May.txt'],
    ['???', 'Pasted text, 3 May.txt'],
    ['x'.repeat(10_000), `${'x'.repeat(48)} …, 3 May.txt`],
  ])('names "%s"', (text, name) => {
    expect(nameText(text, '3 May')).toBe(name);
  });
});
