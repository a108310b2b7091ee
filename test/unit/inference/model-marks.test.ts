import { describe, expect, it } from 'vitest';
import { ModelMarks } from '../../../src/inference/writing/model-marks.ts';

/** Pushes a text in pieces of a length; every way to cut it must give the same. */
function clean(text: string, length: number, sources = 3): string {
  const marks = new ModelMarks(sources);
  let out = '';
  for (let at = 0; at < text.length; at += length) out += marks.push(text.slice(at, at + length));
  return out + marks.end();
}

const CASES: [written: string, shown: string][] = [
  ['The rent is due [1].', 'The rent is due.'],
  ['The rent is due. [1] It is 950 euros [2,3].', 'The rent is due. It is 950 euros.'],
  ['Due【1】。租金【2†source】', 'Due。租金'],
  ['Due in May (1). Paid (2, 3)', 'Due in May. Paid'],
  ['Due [Source 2] in (source: 1) May [^3]', 'Due in May'],
  ['See [ 1 ] and [12-14] there', 'See and there'],
  ['It ended (1945).', 'It ended (1945).'],
  ['Tim (12). Three (3) months. (a) and (b)', 'Tim (12). Three (3) months. (a) and (b)'],
  ['a [b] c [link](x) [ ] [x1] (so far)', 'a [b] c [link](x) [ ] [x1] (so far)'],
  ['1. Red\n2. Blue\n', '1. Red\n2. Blue\n'],
  ['open [12', 'open [12'],
];

describe('marks that a model writes', () => {
  it.each(CASES)('%j becomes %j, however it is cut', (written, shown) => {
    for (let length = 1; length <= written.length; length++) expect(clean(written, length)).toBe(shown);
  });

  it('waits no longer than it must', () => {
    const marks = new ModelMarks(2);
    expect(marks.push('The rent')).toBe('The rent');
    expect(marks.push(' is [')).toBe(' is');
    expect(marks.push('due, ')).toBe(' [due,');
    expect(marks.push('x (')).toBe(' x');
    expect(marks.push('because it')).toBe(' (because it');
  });
});
