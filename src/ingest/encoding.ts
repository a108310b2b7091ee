import { analyse } from 'chardet';
import { findUnicodeEncoding } from './unicode.ts';

/** Text of a file and how it was read. */
export interface DecodedText {
  /** The file's characters; the byte order mark is gone and line ends are '\n'. */
  text: string;
  /** Label as the WHATWG Encoding Standard spells it. */
  encoding: string;
  /** Set when the encoding was guessed: what a person should know. */
  warning?: string;
}

/** An encoding is declared near the top, or not at all: 1,024 bytes in the HTML Standard, two lines in PEP 263. */
const DECLARATION_BYTES = 2048;
/** Characters of UTF-8 for each broken one that make a file damaged UTF-8 and no other encoding. */
const MIN_WHOLE = 20;
/** Bytes that the guess is made from. More makes it slower and hardly better. */
const SAMPLE_BYTES = 32 * 1024;

/**
 * Decodes a text file: by its byte order mark; else as UTF-8, when it is valid UTF-8; else as it declares itself
 * (HTML `meta`, XML declaration, `coding:` comment); else by the frequencies of its letters, with a warning.
 *
 * Valid UTF-8 comes before the declaration because text of any other encoding is practically never valid UTF-8, while
 * declarations do go stale when a file is converted.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const unicode = findUnicodeEncoding(bytes);
  if (unicode) return { text: decode(bytes, unicode), encoding: unicode };
  if (isUtf8(bytes)) {
    const encoding = isJapaneseMail(bytes) ? 'iso-2022-jp' : 'utf-8';
    return { text: decode(bytes, encoding), encoding };
  }
  const damaged = readDamagedUtf8(bytes);
  if (damaged) return damaged;
  const declared = findDeclared(bytes);
  if (declared) return { text: decode(bytes, declared), encoding: declared };
  const encoding = guessEncoding(bytes);
  const warning = `The file does not say how its characters are encoded; it was read as ${encoding}. If letters look wrong, save it as UTF-8 and add it again.`;
  return { text: decode(bytes, encoding), encoding, warning };
}

function decode(bytes: Uint8Array, encoding: string): string {
  const text = new TextDecoder(encoding).decode(bytes);
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** True for valid UTF-8, also when the very end of the file is cut inside a character. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-8 with a few broken bytes: a file that was cut, or pasted together from several. */
function readDamagedUtf8(bytes: Uint8Array): DecodedText | undefined {
  const text = decode(bytes, 'utf-8');
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const whole = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  if (whole < MIN_WHOLE * broken) return undefined;
  const warning = `${broken} of the file's characters are damaged and show as “\ufffd”. If they matter, save the file as UTF-8 and add it again.`;
  return { text, encoding: 'utf-8', warning };
}

/** The one seven-bit encoding in use: Japanese mail and old pages switch alphabets by these escapes. */
function isJapaneseMail(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, SAMPLE_BYTES);
  if (!head.includes(0x1b)) return false;
  return /\x1b\$[@B]/.test(latin(head)) && /\x1b\([BJ]/.test(latin(head));
}

function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

const DECLARATIONS: readonly RegExp[] = [
  /<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)/i,
  /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i,
  /^(?:.*\n)?[ \t\f]*(?:#|\/\/|\/\*|%|;|").*?coding[:=][ \t]*([\w.-]+)/i,
  /^\s*@charset\s+"([\w.:-]+)"/i,
];

/** The declared encoding as a decoder's label, unless it is unknown or is UTF-8, which these bytes are not. */
function findDeclared(bytes: Uint8Array): string | undefined {
  const head = latin(bytes.subarray(0, DECLARATION_BYTES));
  for (const declaration of DECLARATIONS) {
    const label = declaration.exec(head)?.[1];
    const encoding = label === undefined ? undefined : toEncoding(label);
    if (encoding !== undefined && !encoding.startsWith('utf-')) return encoding;
  }
  return undefined;
}

function toEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** The most likely encoding; windows-1252, which fits any bytes, when nothing speaks for another one. */
function guessEncoding(bytes: Uint8Array): string {
  const sample = sampleLetters(bytes);
  if (isDosCyrillic(sample)) return 'ibm866';
  for (const match of analyse(sample)) {
    const encoding = toEncoding(match.name);
    if (encoding !== undefined && !encoding.startsWith('utf-')) return encoding;
  }
  return 'windows-1252';
}

/** Lines with bytes beyond ASCII, without tags: an English preface or a page's markup says nothing about the rest. */
function sampleLetters(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(SAMPLE_BYTES);
  let length = 0;
  let start = bytes.findIndex((byte) => byte >= 0x80);
  start = start < 0 ? bytes.length : bytes.lastIndexOf(0x0a, start) + 1;
  while (start < bytes.length && length < SAMPLE_BYTES) {
    const stop = bytes.indexOf(0x0a, start);
    const end = Math.min(stop < 0 ? bytes.length : stop + 1, start + SAMPLE_BYTES);
    const line = withoutTags(bytes.subarray(start, end)).subarray(0, SAMPLE_BYTES - length);
    if (line.some((byte) => byte >= 0x80)) {
      sample.set(line, length);
      length += line.length;
    }
    start = end;
  }
  return sample.subarray(0, length);
}

function withoutTags(line: Uint8Array): Uint8Array {
  let isTag = false;
  return line.filter((byte, i) => {
    if (byte === 0x3c) isTag = line.includes(0x3e, i);
    const isKept = !isTag;
    if (byte === 0x3e) isTag = false;
    return isKept;
  });
}

/**
 * Russian of DOS times, which chardet does not know: its small letters are bytes A0–AF and E0–EF, each about half of
 * them, and nothing but letters of Russian stands beyond ASCII.
 */
function isDosCyrillic(sample: Uint8Array): boolean {
  const counts = { low: 0, high: 0, capital: 0, all: 0 };
  for (const byte of sample) {
    if (byte < 0x80) continue;
    counts.all++;
    if (byte < 0xa0) counts.capital++;
    else if (byte < 0xb0) counts.low++;
    else if (byte >= 0xe0 && byte < 0xf2) counts.high++;
  }
  const { low, high, capital, all } = counts;
  if (all < 0.3 * sample.length) return false;
  return low > 0.3 * all && high > 0.2 * all && capital < 0.2 * all && low + high + capital > 0.95 * all;
}
