import { describe, expect, it } from 'vitest';
import { FILTER_LIMITS, parseFilter } from '../../src/metadata-filter.ts';

/** A filter in so many others. */
function nest(filter: unknown, depth: number): unknown {
  return depth === 0 ? filter : { not: nest(filter, depth - 1) };
}

const IS_PDF = { field: '$format', equals: 'pdf' };

describe('parseFilter', () => {
  it('copies what is a filter', () => {
    const filter = {
      and: [
        { field: 'tags', in: ['lease', 'flat'] },
        {
          or: [
            { field: 'year', gte: 2019, lt: 2024 },
            { field: 'due', lte: '2024-05-31' },
          ],
        },
        { not: { field: 'isSigned', equals: false } },
        { field: 'author', exists: true },
        { field: '$addedAt', gt: 0 },
      ],
    };
    const parsed = parseFilter(filter);
    expect(parsed).toEqual(filter);
    expect(parsed).not.toBe(filter);
  });

  it('takes what is undefined for absent, as options are written', () => {
    expect(parseFilter({ field: 'year', gte: 2019, lt: undefined })).toEqual({ field: 'year', gte: 2019 });
  });

  it.each<[string, unknown, RegExp]>([
    [
      'nothing',
      undefined,
      /is of type undefined at filter\. Nothing was searched\. Pass \{ field, equals \}/,
    ],
    ['a text', 'pdf', /of type string at filter/],
    ['a list', [IS_PDF], /is a list at filter/],
    ['an empty object', {}, /has nothing at filter/],
    ['a field alone', { field: 'year' }, /has no condition for the field "year"/],
    [
      'the form of other libraries',
      { year: { $gte: 2019 } },
      /has "year" at filter\. .*Pass one of \{ field, equals \}/,
    ],
    ['an unknown condition', { field: 'name', contains: 'x' }, /has "contains" for the field "name"/],
    ['two conditions in one', { field: 'a', equals: 1, in: [2] }, /"equals", "in"/],
    ['a condition and a range in one', { field: 'a', equals: 1, gt: 2 }, /"equals", "gt"/],
    ['two joins in one', { and: [], or: [] }, /has "and", "or"/],
    ['a join with more', { and: [], field: 'a' }, /"and" for the field "a"/],
    ['a join of one thing', { and: IS_PDF }, /is an object at filter\.and\. .*list of filters/],
    ['a hole in a list', { or: Array.from<unknown>({ length: 1 }) }, /of type undefined at filter\.or\[0\]/],
    ['a field that is no text', { field: 1, equals: 1 }, /names no field at filter/],
    ['an empty field', { field: '', equals: 1 }, /names no field/],
    ['an unknown field of every document', { field: '$size', gt: 1 }, /"\$size".*There are \$id, \$name/],
    ['an inherited name as such a field', { field: '$toString', gt: 1 }, /does not exist/],
    ['null to compare with', { field: 'a', equals: null }, /is null at filter\.equals/],
    ['a Date to compare with', { field: 'a', gte: new Date() }, /is a Date at filter\.gte.*toISOString/],
    ['an object in a list', { field: 'a', in: [{}] }, /an object at filter\.in\[0\]/],
    ['one value for a list', { field: 'a', in: 'x' }, /of type string at filter\.in/],
    ['a boolean bound', { field: 'a', gt: true }, /boolean at filter\.gt/],
    ['bounds of two types', { field: 'a', gt: 1, lt: 'b' }, /bounds of two types/],
    ['a date as text for a time', { field: '$addedAt', gte: '2024-01-01' }, /Date\.parse/],
    ['a number for a name', { not: { field: '$name', equals: 1 } }, /at filter\.not\.equals.*Pass a string/],
    ['a text for existence', { field: 'a', exists: 'yes' }, /true or false/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => parseFilter(value)).toThrow(TypeError);
    expect(() => parseFilter(value)).toThrow(message);
  });

  const { conditions, depth, values } = FILTER_LIMITS;
  it.each<[string, unknown, unknown]>([
    [
      'conditions',
      { or: Array.from({ length: conditions - 1 }, () => IS_PDF) },
      { or: Array.from({ length: conditions }, () => IS_PDF) },
    ],
    ['depth', nest(IS_PDF, depth - 1), nest(IS_PDF, depth)],
    [
      'values',
      { field: 'a', in: Array.from({ length: values }, () => 1) },
      { field: 'a', in: Array.from({ length: values + 1 }, () => 1) },
    ],
    ['number', { field: 'a', lt: Number.MAX_VALUE }, { field: 'a', lt: Infinity }],
    ['small number', { field: 'a', equals: 0 }, { field: 'a', equals: NaN }],
  ])('takes the largest %s there may be, and no more', (_what, most, more) => {
    expect(parseFilter(most)).toEqual(most);
    expect(() => parseFilter(more)).toThrow(RangeError);
  });

  it('ends with a filter that holds itself', () => {
    const own: { and: unknown[] } = { and: [] };
    own.and.push(own, own, own);
    expect(() => parseFilter(own)).toThrow(RangeError);
  });
});
