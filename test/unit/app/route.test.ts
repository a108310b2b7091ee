import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace, SETTINGS_PAGES, type Place } from '../../../src/app/route.ts';

const PLACES: Place[] = [
  { kind: 'conversation' },
  { kind: 'conversation', id: '0b1c-2d' },
  { kind: 'conversation', id: 'a', source: { turn: 0, in: '', citation: 3 } },
  { kind: 'conversation', id: 'a', source: { turn: 7, in: 'w', citation: 1 } },
  { kind: 'conversation', id: 'a', source: { turn: 999_999_999, in: 'p', citation: 2 } },
  ...SETTINGS_PAGES.map((page): Place => ({ kind: 'settings', page })),
];

describe('places', () => {
  it.each(PLACES)('reads the address it writes: %j', (place) => {
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it.each(['', '#', '#/', '#x', '#/c', '#/c/', '#/c/<b>', '#/c/a%20b', '#/other/a'])(
    'takes %j for the start',
    (fragment) => {
      expect(parsePlace(fragment)).toEqual({ kind: 'conversation' });
    },
  );

  it.each([
    '#/c/a/source',
    '#/c/a/source/1',
    '#/c/a/source/x.y',
    '#/c/a/else/1.2',
    '#/c/a/source/1.-2',
    '#/c/a/source/1.x2',
  ])('leaves out a source that %j does not name', (fragment) => {
    expect(parsePlace(fragment)).toEqual({ kind: 'conversation', id: 'a' });
  });

  it('shows the first page where a settings page is not known', () => {
    expect(parsePlace('#/settings/nothing')).toEqual({ kind: 'settings', page: SETTINGS_PAGES[0] });
  });
});
