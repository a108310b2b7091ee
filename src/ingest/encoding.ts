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
  if (isUtf8(bytes))
    return { text: decode(bytes, isIso2022(bytes) ?? 'utf-8'), encoding: isIso2022(bytes) ?? 'utf-8' };
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

/** The one seven-bit encoding in use: Japanese mail and old pages switch alphabets by these escapes. */
function isIso2022(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, SAMPLE_BYTES);
  if (!head.includes(0x1b)) return undefined;
  return /\x1b\$[@B]/.test(latin(head)) && /\x1b\([BJ]/.test(latin(head)) ? 'iso-2022-jp' : undefined;
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
  for (const match of analyse(sampleLetters(bytes))) {
    const encoding = toEncoding(match.name);
    if (encoding !== undefined && !encoding.startsWith('utf-')) return encoding;
  }
  return 'windows-1252';
}

/** Bytes around the first ones beyond ASCII: a long English preface or a page of tags says nothing about the rest. */
function sampleLetters(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, first - 64);
  return bytes.subarray(start, start + SAMPLE_BYTES);
}
