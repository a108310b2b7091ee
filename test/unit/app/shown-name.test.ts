import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showName, showOverrides } from '../../../src/app/shown-name.ts';

describe('showName', () => {
  it.each([
    ['Lease.pdf', 'Lease.pdf'],
    ['../../etc/passwd', '../../etc/passwd'],
    ['<img src=x>.txt', '<img src=x>.txt'],
    ['Miete – Köln (2).pdf', 'Miete – Köln (2).pdf'],
    ['invoice\u202Efdp.exe', 'invoice⟨U+202E⟩fdp.exe'],
    ['a\u0000b\nc', 'a⟨U+0000⟩b⟨U+000A⟩c'],
    ['zero\u200Bwidth\uFEFF', 'zero⟨U+200B⟩width⟨U+FEFF⟩'],
    ['👩‍👩‍👧‍👦 family 🏳️‍🌈.jpg', '👩‍👩‍👧‍👦 family 🏳️‍🌈.jpg'],
    // Persian joins no letters across this one.
    ['می\u200Cخواهم.txt', '\u2068می\u200Cخواهم.txt\u2069'],
    ['lone \u200D joiner', 'lone ⟨U+200D⟩ joiner'],
    ['חוזה.pdf', '\u2068חוזה.pdf\u2069'],
  ])('shows %j as %j', (name, shown) => {
    expect(showName(name)).toBe(shown);
  });

  it('cuts a long name in the middle and leaves its ending', () => {
    const shown = showName(`${'long name '.repeat(1000)}.pdf`);
    expect(shown).toMatch(/^long name .*….*\.pdf$/);
    expect(shown.length).toBeLessThan(110);
  });

  it('cuts between whole characters', () => {
    const shown = showName('👩‍👩‍👧‍👦'.repeat(40));
    expect(shown.replaceAll('👩‍👩‍👧‍👦', '')).toBe('…');
  });

  it('has nothing in it that turns text around or breaks a line, whatever the name', () => {
    const name = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(name, (given) => {
        const inside = showName(given).replace(/^\u2068([\s\S]*)\u2069$/, '$1');
        expect(inside).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069\u200E\u200F]/);
      }),
    );
  });
});

describe('showOverrides', () => {
  it('spells what turns letters around and leaves all else', () => {
    expect(showOverrides('The rent is \u202E000,1\u202C euros\u200F.')).toBe(
      'The rent is ⟨U+202E⟩000,1\u202C euros\u200F.',
    );
  });
});
