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
  const { signal } = options;
  try {
    const response = await options.fetch(url, {
      credentials: 'omit',
      // 'manual' refuses a redirect as 'error' does, but lets us tell it from a broken line.
      redirect: 'manual',
      cache: options.cache,
      signal: signal ?? null,
    });
    if (response.type === 'opaqueredirect' || response.status !== 200) throw refusal(url, response);
    return await receive(response, url, file, options.onBytes);
  } catch (error) {
    // An aborted fetch may reject with an error of its own; callers were promised the reason they gave.
    signal?.throwIfAborted();
    // What fetch and a broken body reject with; our own errors and everything else pass.
    if (error instanceof TypeError) throw unreachable(url, error);
    throw error;
  }
}

async function receive(
  response: Response,
  url: URL,
  file: ManifestFile,
  onBytes: DownloadOptions['onBytes'],
): Promise<ArrayBuffer> {
  const bytes = allocate(file);
  const reader = response.body?.getReader();
  let received = 0;
  for (let part = await reader?.read(); reader && part && !part.done; part = await reader.read()) {
    if (received + part.value.byteLength > bytes.byteLength) {
      // Not awaited: the answer is refused, whether or not the server takes note.
      void reader.cancel().catch(() => undefined);
      throw sizeMismatch(file, url.href, `more than ${file.bytes} bytes`);
    }
    bytes.set(part.value, received);
    received += part.value.byteLength;
    onBytes?.(received);
  }
  if (received !== file.bytes) throw sizeMismatch(file, url.href, `${received} bytes`);
  return bytes.buffer;
}

function allocate(file: ManifestFile): Uint8Array<ArrayBuffer> {
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
