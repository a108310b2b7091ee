import type { ParsedDocument } from '../types.ts';

/** Bounds that keep a hostile file from costing more than itself. */
export interface ParseLimits {
  /** Size of a file in bytes. */
  fileBytes: number;
  /** All parts of an archive together, inflated, in bytes. */
  inflatedBytes: number;
  /** Inflated size by packed size. */
  inflationRatio: number;
  pages: number;
  /** Time for one file, in milliseconds; then its worker is killed. */
  timeoutMs: number;
}

export const PARSE_LIMITS: ParseLimits = {
  fileBytes: 100 * 1024 * 1024,
  inflatedBytes: 500 * 1024 * 1024,
  inflationRatio: 100,
  pages: 5_000,
  timeoutMs: 60_000,
};

/** Reads one format. Throws `DocumentError` and nothing else. */
export type Parse = (bytes: Uint8Array, name: string, limits: ParseLimits) => Promise<ParsedDocument>;

/** The parser worker's API. */
export interface ParserApi {
  parse(name: string, bytes: Uint8Array, limits: ParseLimits): Promise<ParsedDocument>;
}
