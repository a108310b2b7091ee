import type { VectorRows } from '../search/vector-rows.ts';
import type { VectorOrigin } from './schema.ts';
import type { SegmentContent } from './segments.ts';

/** How many rows in a row were made in the same way. */
export interface OriginRun {
  rows: number;
  /** Absent: not known (any more). */
  made?: VectorOrigin;
}

/** Vectors as a segment holds them. The runs count as many rows as there are. */
export interface StoredVectors {
  rows: VectorRows;
  origins: OriginRun[];
}

/** Raise it when the bytes change; `decodeVectors` must go on reading those of before. */
const FORMAT = 1;
const HEADER_BYTES = 16;

/**
 * The bytes of vectors: format, dimensions, rows and length of the rest as 32-bit numbers, then keys, scales and values,
 * then where they were made as JSON. 2 × dims + 8 bytes a row. All is little-endian, as every machine with a browser is.
 */
export function encodeVectors({ rows, origins }: StoredVectors): SegmentContent {
  const { dims, keys, scales, values } = rows;
  const rest = new TextEncoder().encode(JSON.stringify(origins));
  const lengths = [HEADER_BYTES, keys.byteLength, scales.byteLength, values.byteLength, rest.byteLength];
  const bytes = new ArrayBuffer(lengths.reduce((sum, length) => sum + length, 0));
  const parts = [Uint32Array.of(FORMAT, dims, keys.length, rest.byteLength), keys, scales, values, rest];
  let at = 0;
  for (const part of parts) {
    new Uint8Array(bytes, at).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    at += part.byteLength;
  }
  return { rows: keys.length, bytes };
}

/**
 * The vectors that bytes hold, in place.
 *
 * @throws {RangeError} for bytes that are no vectors of a known format.
 */
export function decodeVectors(bytes: ArrayBuffer): StoredVectors {
  const [format = 0, dims = 0, count = 0, rest = 0] = new Uint32Array(bytes, 0, 4);
  if (format !== FORMAT || bytes.byteLength !== HEADER_BYTES + count * (2 * dims + 8) + rest)
    throw new RangeError('These bytes are no vectors.');
  const scalesAt = HEADER_BYTES + count * 4;
  const valuesAt = scalesAt + count * 4;
  const origins = new TextDecoder().decode(new Uint8Array(bytes, valuesAt + count * dims * 2, rest));
  return {
    rows: {
      dims,
      keys: new Uint32Array(bytes, HEADER_BYTES, count),
      scales: new Float32Array(bytes, scalesAt, count),
      values: new Int16Array(bytes, valuesAt, count * dims),
    },
    origins: JSON.parse(origins) as OriginRun[],
  };
}

/** Joins the live rows of several segments of one set; nothing where none lives. */
export function mergeVectors(
  parts: readonly StoredVectors[],
  isLive: (key: number) => boolean,
): StoredVectors | undefined {
  const kept = parts.map((part) => selectVectors(part, isLive)).filter(({ rows }) => rows.keys.length > 0);
  const [first] = kept;
  if (!first || kept.length === 1) return first;
  const count = kept.reduce((sum, { rows }) => sum + rows.keys.length, 0);
  const { dims } = first.rows;
  const rows: VectorRows = {
    dims,
    keys: new Uint32Array(count),
    scales: new Float32Array(count),
    values: new Int16Array(count * dims),
  };
  let at = 0;
  for (const { rows: part } of kept) {
    rows.keys.set(part.keys, at);
    rows.scales.set(part.scales, at);
    rows.values.set(part.values, at * dims);
    at += part.keys.length;
  }
  return { rows, origins: joinRuns(kept.flatMap(({ origins }) => origins)) };
}

/** The live rows; the same object where all live. */
export function selectVectors(stored: StoredVectors, isLive: (key: number) => boolean): StoredVectors {
  const { rows, origins } = stored;
  const places = [...rows.keys.keys()].filter((place) => isLive(rows.keys[place] ?? 0));
  if (places.length === rows.keys.length) return stored;
  const keys = places.map((place) => rows.keys[place] ?? 0);
  return { rows: pickRows(rows, places, keys), origins: pickRuns(origins, places) };
}

/** Some rows of others, under these keys. */
export function pickRows(
  { dims, scales, values }: VectorRows,
  places: readonly number[],
  keys: readonly number[],
): VectorRows {
  const picked = new Int16Array(places.length * dims);
  places.forEach((place, at) => picked.set(values.subarray(place * dims, (place + 1) * dims), at * dims));
  return {
    dims,
    keys: Uint32Array.from(keys),
    scales: Float32Array.from(places, (place) => scales[place] ?? 0),
    values: picked,
  };
}

/** The runs of some rows, whose places ascend. */
function pickRuns(origins: readonly OriginRun[], places: readonly number[]): OriginRun[] {
  const picked: OriginRun[] = [];
  let end = 0;
  let at = 0;
  for (const run of origins) {
    end += run.rows;
    const before = at;
    while (at < places.length && (places[at] ?? 0) < end) at++;
    if (at > before) picked.push({ ...run, rows: at - before });
  }
  return joinRuns(picked);
}

/** Neighbouring runs of the same origin are one. */
function joinRuns(origins: readonly OriginRun[]): OriginRun[] {
  const joined: OriginRun[] = [];
  for (const run of origins) {
    const last = joined.at(-1);
    if (last && isSameOrigin(last.made, run.made)) last.rows += run.rows;
    else joined.push({ ...run });
  }
  return joined;
}

function isSameOrigin(one: VectorOrigin | undefined, other: VectorOrigin | undefined): boolean {
  return (
    one?.device === other?.device && one?.adapter === other?.adapter && one?.selfTest === other?.selfTest
  );
}
