/** Encodings that a byte order mark names, longest mark first (Unicode 16, section 23.8). */
const MARKS: readonly [mark: readonly number[], encoding: UnicodeEncoding][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

export type UnicodeEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Code units looked at to tell UTF-16 from a binary file. */
const SAMPLE_UNITS = 16 * 1024;

/**
 * The Unicode encoding that the bytes show by themselves: by a byte order mark, or, for UTF-16 without one, because
 * the bytes make sense as 16-bit units of one order and not of the other. Undefined for anything else, UTF-8 without
 * a mark included.
 */
export function findUnicodeEncoding(bytes: Uint8Array): UnicodeEncoding | undefined {
  for (const [mark, encoding] of MARKS) if (mark.every((byte, i) => bytes[i] === byte)) return encoding;
  if (bytes.length < 4 || !bytes.subarray(0, 2 * SAMPLE_UNITS).includes(0)) return undefined;
  const little = scoreUnits(bytes, true);
  const big = scoreUnits(bytes, false);
  if (little > 0 && little > 2 * big) return 'utf-16le';
  if (big > 0 && big > 2 * little) return 'utf-16be';
  return undefined;
}

/** How many units are the letters, spaces and stops of ordinary text; 0 as soon as one is none of any text. */
function scoreUnits(bytes: Uint8Array, littleEndian: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units = Math.min(SAMPLE_UNITS, Math.floor(bytes.length / 2));
  let score = 0;
  for (let i = 0; i < units; i++) {
    const unit = view.getUint16(2 * i, littleEndian);
    if (isImpossible(unit)) return 0;
    if (isCommon(unit)) score++;
  }
  return score;
}

function isImpossible(unit: number): boolean {
  const isControl = unit < 0x20 && (unit < 9 || unit > 13);
  return isControl || unit === 0xffff || unit === 0xfffe || (unit >= 0xe000 && unit < 0xf900);
}

/** ASCII, and the space, comma and full stop of Chinese and Japanese. */
function isCommon(unit: number): boolean {
  return unit < 0x7f || unit === 0x3000 || unit === 0x3001 || unit === 0x3002 || unit === 0xff0c;
}
