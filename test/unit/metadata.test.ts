import { describe, expect, it } from 'vitest';
import { isSameMetadata, METADATA_LIMITS, parseMetadata } from '../../src/metadata.ts';

const parse = (value: unknown): unknown => parseMetadata(value, 'lease.pdf');

describe('parseMetadata', () => {
  it('copies texts, numbers, booleans and lists of texts', () => {
    const given = { author: 'Ada', year: 2024, isSigned: false, tags: ['lease', 'flat'], none: undefined };
    const parsed = parse(given) as { tags: string[] };
    expect(parsed).toEqual({ author: 'Ada', year: 2024, isSigned: false, tags: ['lease', 'flat'] });
    given.tags.push('later');
    expect(parsed.tags).toEqual(['lease', 'flat']);
  });

  it.each([
    ['a nested object', { a: { b: 1 } }, /an object in "a"; pass a text/],
    ['a Date', { due: new Date(0) }, /a Date in "due"; pass its time in milliseconds \(getTime\)/],
    ['null', { a: null }, /null in "a"/],
    ['a list of numbers', { a: [1] }, /a value of type number in the list "a"/],
    [
      'a list with a hole',
      { a: Array.from<unknown>({ length: 2 }) },
      /a value of type undefined in the list "a"/,
    ],
    ['a function', { a: () => 1 }, /of type function/],
    ['a bigint', { a: 1n }, /of type bigint/],
    ['a reserved name', { $name: 'x' }, /names with \$ are for what every document has; rename it/],
    ['a field without a name', { '': 1 }, /without a name/],
    ['a list instead of fields', ['a'], /is a list; pass an object/],
    ['a map instead of fields', new Map([['a', 1]]), /is an object; pass an object of fields/],
    ['null instead of fields', null, /is null/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => parse(value)).toThrow(TypeError);
    expect(() => parse(value)).toThrow(message);
    expect(() => parse(value)).toThrow(/"lease\.pdf".*Nothing was added\.$/);
  });

  const { fields, values, nameLength, textLength } = METADATA_LIMITS;
  const manyFields = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, at]));
  it.each<[string, object, object]>([
    ['fields', manyFields(fields), manyFields(fields + 1)],
    [
      'values',
      { a: Array.from({ length: values }, () => 'x') },
      { a: Array.from({ length: values + 1 }, () => 'x') },
    ],
    ['letters of a name', { ['n'.repeat(nameLength)]: 1 }, { ['n'.repeat(nameLength + 1)]: 1 }],
    ['letters of a text', { a: 'x'.repeat(textLength) }, { a: 'x'.repeat(textLength + 1) }],
    ['letters in a list', { a: ['x'.repeat(textLength)] }, { a: ['x'.repeat(textLength + 1)] }],
    ['number', { a: Number.MAX_VALUE }, { a: Infinity }],
    ['negative number', { a: -Number.MAX_VALUE }, { a: NaN }],
  ])('takes the most %s there may be, and no more', (_what, most, more) => {
    expect(parse(most)).toEqual(most);
    expect(() => parse(more)).toThrow(RangeError);
  });

  it('keeps fields with the names of what objects inherit as fields of their own', () => {
    const parsed = parse(JSON.parse('{"__proto__": "a", "constructor": "b"}'));
    expect(Object.entries(parsed as object)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it('reads each value once, so that what was checked is what is kept', () => {
    let reads = 0;
    const tricky = {
      get year(): unknown {
        reads += 1;
        return reads === 1 ? 2024 : NaN;
      },
    };
    expect(parse(tricky)).toEqual({ year: 2024 });
  });
});

describe('isSameMetadata', () => {
  it('ignores the order of fields, and nothing else', () => {
    expect(isSameMetadata({ a: 1, b: ['x'] }, { b: ['x'], a: 1 })).toBe(true);
    expect(isSameMetadata(undefined, {})).toBe(true);
    expect(isSameMetadata({ a: 1 }, { a: '1' })).toBe(false);
    expect(isSameMetadata({ a: ['x', 'y'] }, { a: ['y', 'x'] })).toBe(false);
    expect(isSameMetadata({ a: 1 }, { b: 1 })).toBe(false);
    expect(isSameMetadata({ toString: 'a' }, { valueOf: 'a' })).toBe(false);
    expect(isSameMetadata({ a: 1 }, {})).toBe(false);
  });
});
