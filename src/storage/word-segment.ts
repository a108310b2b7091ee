import type { WordRows } from '../search/word-rows.ts';
import type { SegmentContent } from './segments.ts';
import { ByteReader, ByteWriter } from './varint.ts';

/** Raise it when the bytes change; `decodeWords` must go on reading those of before. */
const FORMAT = 1;

/**
 * The bytes of words: format and counts, then by passage the step to its key and its length, by term its length in code
 * units and how many passages hold it, by posting the step to its passage, all as varints, of which most take one byte;
 * then a byte of frequency by posting, and at last all terms as UTF-8, which is decoded in one go.
 */
export function encodeWords({ keys, lengths, terms, starts, slots, frequencies }: WordRows): SegmentContent {
  const text = new TextEncoder().encode(terms.join(''));
  const writer = new ByteWriter(text.length + 2 * slots.length + 4 * terms.length + 10 * keys.length + 32);
  for (const number of [FORMAT, keys.length, terms.length, slots.length, text.length]) writer.write(number);
  let before = 0;
  keys.forEach((key, slot) => {
    writer.write(key - before);
    writer.write(lengths[slot] ?? 0);
    before = key;
  });
  terms.forEach((term, at) => {
    writer.write(term.length);
    writer.write((starts[at + 1] ?? 0) - (starts[at] ?? 0));
  });
  for (let at = 0; at < terms.length; at++) {
    let slot = 0;
    for (let posting = starts[at] ?? 0, end = starts[at + 1] ?? 0; posting < end; posting++) {
      writer.write((slots[posting] ?? 0) - slot);
      slot = slots[posting] ?? 0;
    }
  }
  writer.append(frequencies);
  writer.append(text);
  return { rows: keys.length, bytes: writer.take() };
}

/**
 * The words that bytes hold.
 *
 * @throws {RangeError} for bytes that are no words of a known format.
 */
export function decodeWords(bytes: ArrayBuffer): WordRows {
  const reader = new ByteReader(bytes);
  const format = reader.read();
  const [passages, termCount, postings, textBytes] = [
    reader.read(),
    reader.read(),
    reader.read(),
    reader.read(),
  ];
  if (format !== FORMAT || Math.max(passages, termCount, postings, textBytes) > bytes.byteLength)
    throw new RangeError('These bytes are no words.');
  const keys = new Uint32Array(passages);
  const lengths = new Uint32Array(passages);
  for (let slot = 0, key = 0; slot < passages; slot++) {
    keys[slot] = key += reader.read();
    lengths[slot] = reader.read();
  }
  const termLengths = new Uint32Array(termCount);
  const starts = new Uint32Array(termCount + 1);
  for (let at = 0; at < termCount; at++) {
    termLengths[at] = reader.read();
    starts[at + 1] = (starts[at] ?? 0) + reader.read();
  }
  const slots = readSlots(reader, starts, postings);
  const rest = reader.rest(postings + textBytes);
  const frequencies = rest.subarray(0, postings);
  const terms = splitTerms(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(rest.subarray(postings)),
    termLengths,
  );
  return { keys, lengths, terms, starts, slots, frequencies };
}

function readSlots(reader: ByteReader, starts: Uint32Array, count: number): Uint32Array {
  if (starts.at(-1) !== count) throw new RangeError('These words are not whole.');
  const slots = new Uint32Array(count);
  for (let term = 0, posting = 0; term + 1 < starts.length; term++) {
    const end = starts[term + 1] ?? 0;
    for (let slot = 0; posting < end; posting++) slots[posting] = slot += reader.read();
  }
  return slots;
}

function splitTerms(text: string, lengths: Uint32Array): string[] {
  const terms: string[] = [];
  let start = 0;
  for (const length of lengths) {
    terms.push(text.slice(start, start + length));
    start += length;
  }
  return terms;
}
