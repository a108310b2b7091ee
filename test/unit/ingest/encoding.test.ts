import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decodeText } from '../../../src/ingest/encoding.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return bytes;
}

/** Encodes by inverting the platform's decoder: one byte a character, or the pairs of a double-byte encoding. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, number[]>();
  for (let a = 255; a >= 0; a--) {
    for (let b = 255; a >= 0x80 && b >= 0x40; b--) table.set(decoder.decode(Uint8Array.of(a, b)), [a, b]);
  }
  for (let a = 255; a >= 0; a--) table.set(decoder.decode(Uint8Array.of(a)), [a]);
  return Uint8Array.from([...text].flatMap((character) => table.get(character) ?? [0x3f]));
}

const RUSSIAN =
  'Договор аренды заключён между собственником и нанимателем. Плата вносится до пятого числа каждого месяца.';
const JAPANESE = 'この契約は大家と借主の間で結ばれたものです。家賃は毎月五日までに支払わなければなりません。';
const CHINESE = '本合同由房东与租客签订。租金应在每月五日之前支付，逾期将收取利息，请各方遵守约定的条款。';
const ARABIC = 'تم إبرام هذا العقد بين المالك والمستأجر. يجب دفع الإيجار قبل اليوم الخامس من كل شهر.';
const FRENCH =
  'Le présent contrat est conclu entre le propriétaire et le locataire à compter du mois de février. Le loyer doit être payé.';

describe('decodeText', () => {
  it.each([
    ['utf-8', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('Grüße'))],
    ['utf-16le', Uint8Array.of(0xff, 0xfe, ...utf16('Grüße', true))],
    ['utf-16be', Uint8Array.of(0xfe, 0xff, ...utf16('Grüße', false))],
  ])('reads %s by its byte order mark and drops the mark', (encoding, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: 'Grüße', encoding });
  });

  it('finds UTF-16 without a mark in both orders, in Latin and in Chinese', () => {
    for (const text of ['Die Miete ist fällig.\n', `${CHINESE}\n${CHINESE}\n`]) {
      expect(decodeText(utf16(text, true))).toEqual({ text, encoding: 'utf-16le' });
      expect(decodeText(utf16(text, false))).toEqual({ text, encoding: 'utf-16be' });
    }
  });

  it('keeps every character and only turns line ends into \\n', () => {
    expect(decodeText(utf8('a\r\nb\rc\n\td\u00a0\u200b')).text).toBe('a\nb\nc\n\td\u00a0\u200b');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\r\ufeff\0\x1b]/.test(text));
        expect(decodeText(utf8(text)).text).toBe(text);
      }),
    );
  });

  it('believes a declaration when the bytes are not UTF-8, and not when they are', () => {
    const page = '<meta charset="iso-8859-2"><p>Gdańsk, Łódź';
    expect(decodeText(encode(page, 'iso-8859-2'))).toEqual({ text: page, encoding: 'iso-8859-2' });
    expect(decodeText(utf8(page))).toEqual({ text: page, encoding: 'utf-8' });
    const script = '# -*- coding: koi8-r -*-\nprint("Привет")';
    expect(decodeText(encode(script, 'koi8-r'))).toEqual({ text: script, encoding: 'koi8-r' });
  });

  it.each([
    ['windows-1251', RUSSIAN],
    ['koi8-r', RUSSIAN],
    ['ibm866', RUSSIAN],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['gb18030', CHINESE],
    ['windows-1256', ARABIC],
    ['windows-1252', FRENCH],
  ])('guesses %s, reads it right and says that it guessed', (encoding, text) => {
    const decoded = decodeText(encode(text, encoding === 'gb18030' ? 'gbk' : encoding));
    expect(decoded.text).toBe(text);
    expect(decoded.warning).toContain(decoded.encoding);
  });

  it('judges by the lines that hold letters beyond ASCII, not by the markup and the English around them', () => {
    const page = `<html><body>${'<div class="menu"><a href="/index.html">Home page</a></div>\n'.repeat(200)}<p>${RUSSIAN}</p>`;
    expect(decodeText(encode(page, 'windows-1251')).text).toContain(RUSSIAN);
  });

  it('reads UTF-8 with a broken byte as UTF-8 and counts the damage', () => {
    const bytes = utf8(RUSSIAN);
    const decoded = decodeText(Uint8Array.of(...bytes.subarray(0, 40), 0xff, ...bytes.subarray(40)));
    expect(decoded.encoding).toBe('utf-8');
    expect(decoded.text.replace('\ufffd', '')).toBe(RUSSIAN);
    expect(decoded.warning).toMatch(/^1 of/);
  });
});
