import { NetworkError, WorkerError } from '../errors.ts';
import { sizeMismatch } from './digest.ts';
import type { ManifestFile } from './manifest.ts';

export interface DownloadOptions {
  fetch: typeof fetch;
  /** 'no-store' when the bytes are kept elsewhere, so that they are not on disk twice. */
  cache: RequestCache;
  signal?: AbortSignal | undefined;
  onBytes?: ((received: number) => void) | undefined;
}

/**
 * Fetches one listed file. Reading stops at the first byte beyond its listed size; what the server says about the
 * length is not looked at. The hash is not checked here.
 *
 * @throws {NetworkError} `fetch_failed` (a status other than 200, a redirect, a broken transfer) or `offline`.
 * @throws {IntegrityError} `size_mismatch`.
 */
export async function download(url: URL, file: ManifestFile, options: DownloadOptions): Promise<ArrayBuffer> {
  const bytes = allocate(file);
  let received = 0;
  for await (const part of fetchParts(url, file, { first: 0, end: file.bytes }, options)) {
    bytes.set(part, received);
    received += part.byteLength;
    options.onBytes?.(received);
  }
  return bytes.buffer;
}

/** A run of bytes of a file, `end` exclusive. */
export interface ByteRange {
  first: number;
  end: number;
}

/**
 * Fetches some bytes of a listed file, all of them and no more, in the order in which they stand. A server that knows no
 * ranges is read from the beginning, and what is not wanted is passed over. Rejects like `download`.
 */
export async function* fetchParts(
  url: URL,
  file: ManifestFile,
  { first, end }: ByteRange,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const { signal } = options;
  const isWhole = first === 0 && end === file.bytes;
  try {
    const response = await options.fetch(url, {
      credentials: 'omit',
      // 'manual' refuses a redirect as 'error' does, but lets us tell it from a broken line.
      redirect: 'manual',
      cache: options.cache,
      signal: signal ?? null,
      ...(!isWhole && { headers: { range: `bytes=${first}-${end - 1}` } }),
    });
    const isRange = !isWhole && response.status === 206;
    if (response.type === 'opaqueredirect' || (response.status !== 200 && !isRange))
      throw refusal(url, response);
    const range = isRange ? { first: 0, end: end - first } : { first, end };
    for await (const part of readRange(response, range, file, url)) {
      signal?.throwIfAborted();
      yield part;
    }
  } catch (error) {
    // An aborted fetch may reject with an error of its own; callers were promised the reason they gave.
    signal?.throwIfAborted();
    // What fetch and a broken body reject with; our own errors and everything else pass.
    if (error instanceof TypeError) throw unreachable(url, error);
    throw error;
  }
}

/** The wanted bytes of an answer; too few or, where the file ends, too many are refused. */
async function* readRange(
  response: Response,
  { first, end }: ByteRange,
  file: ManifestFile,
  url: URL,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  const isToEnd = response.status === 200 && end === file.bytes;
  let at = 0;
  try {
    for (let part = await reader?.read(); reader && part && !part.done; part = await reader.read()) {
      const { value } = part;
      if (at + value.byteLength > end && (isToEnd || response.status === 206))
        throw sizeMismatch(file, url.href, `more than ${file.bytes} bytes`);
      const wanted = value.subarray(Math.max(0, first - at), Math.max(0, end - at));
      at += value.byteLength;
      if (wanted.byteLength > 0) yield wanted;
      if (at >= end && !isToEnd) return;
    }
  } finally {
    // Not awaited: the rest is not wanted, whether or not the server takes note.
    void reader?.cancel().catch(() => undefined);
  }
  if (at < end) throw sizeMismatch(file, url.href, `${at} bytes`);
}

/**
 * Room for a file.
 *
 * @throws {WorkerError} `out_of_memory`.
 */
export function allocate(file: ManifestFile): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(file.bytes);
  } catch (cause) {
    const message = `There is not enough memory for ${file.path} (${file.bytes} bytes). The model was not loaded. Close other tabs or choose a smaller model.`;
    throw new WorkerError('out_of_memory', message, { cause });
  }
}

function refusal(url: URL, response: Response): NetworkError {
  const what =
    response.type === 'opaqueredirect' ? 'redirects elsewhere' : `answered with status ${response.status}`;
  return new NetworkError(
    'fetch_failed',
    `A file of the model could not be loaded: ${url.pathname} ${what}. Nothing was used. Check that this address serves the folder of models.`,
    { details: { url: url.href, status: response.status } },
  );
}

function unreachable(url: URL, cause: TypeError): NetworkError {
  const isOffline = !globalThis.navigator.onLine;
  return new NetworkError(
    isOffline ? 'offline' : 'fetch_failed',
    isOffline
      ? `This device is offline, and ${url.pathname} is not stored here yet. Go online once to load the model.`
      : `A file of the model could not be loaded: ${url.pathname} did not arrive. Nothing was used. Check the connection and try again.`,
    { cause, details: { url: url.href } },
  );
}
