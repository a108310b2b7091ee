import { DATA_KINDS, ENGINES, type Data, type EngineName } from './search-api.ts';

/** A load that begins with the page, so that nothing waits for whoever drives the browser. */
export interface LoadRequest extends Data {
  engine: EngineName;
  /** Only reads what the scan has stored. */
  isBare: boolean;
  query: readonly number[];
}

/** The part of the page's address behind `#`. */
export function formatLoad({ engine, isBare, n, data, dims, queries, query }: LoadRequest): string {
  const text = [...new Uint8Array(Float32Array.from(query).buffer)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return [engine, isBare, n, data, dims, queries, text].join(',');
}

/** Undefined where the address asks for none. */
export function parseLoad(hash: string): LoadRequest | undefined {
  const [name, isBare, n, kindName, dims, queries, text = ''] = hash.slice(1).split(',');
  const engine = ENGINES.find((known) => known === name);
  const kind = DATA_KINDS.find((known) => known === kindName);
  if (!engine || !kind) return undefined;
  const bytes = Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
  const query = [...new Float32Array(bytes.buffer)];
  const data: Data = { n: Number(n), data: kind, dims: Number(dims), queries: Number(queries) };
  return { ...data, engine, isBare: isBare === 'true', query };
}
