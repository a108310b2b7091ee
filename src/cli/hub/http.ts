import { NetworkError, StateError } from '../../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { readRetryAfter, retry, TransientFault, type RetryOptions } from './retry.ts';

export interface HttpOptions extends RetryOptions {
  /** Default: Node's. */
  fetch?: typeof fetch;
  /** A line that brings nothing for so long counts as broken. Default 60 seconds. */
  idleMs?: number;
}

/** An answer whose body is still to be read; `end` frees the line. */
export interface OpenAnswer {
  status: number;
  headers: Headers;
  /** Pieces of the body; a broken or silent line is a `TransientFault`. */
  pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  end(): void;
}

const MAX_REDIRECTS = 5;

/** What the hub, its load balancers and its storage hosts answer when they are busy or broken. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Requests to one endpoint. The token goes to the endpoint's own origin only. Redirects are followed by hand: for what
 * the API says within the endpoint's origin, for contents of files also to any https host, as the hub keeps large files
 * elsewhere; their bytes are checked whoever sends them.
 */
export class HubHttp {
  readonly endpoint: Endpoint;
  readonly #options: HttpOptions;

  constructor(endpoint: Endpoint, options: HttpOptions = {}) {
    this.endpoint = endpoint;
    this.#options = options;
  }

  /** Runs `task` again when it meets a fault that may pass; what does not pass is a `NetworkError`. */
  async repeat<T>(url: URL, task: () => Promise<T>): Promise<T> {
    try {
      return await retry(task, this.#options);
    } catch (error) {
      if (!(error instanceof TransientFault)) throw error;
      throw new NetworkError(
        'fetch_failed',
        `${url.host} did not deliver ${url.pathname}: ${error.message}. What arrived was kept; run the same command again to go on from there. Where the hub cannot be reached, HF_ENDPOINT names a mirror, and 'add FOLDER' takes files that were brought along.`,
        { cause: error, details: { url: url.href } },
      );
    }
  }

  /**
   * One try of one request, redirects followed.
   *
   * @throws {TransientFault} it may pass.
   * @throws {NetworkError | StateError} it will not.
   */
  async open(
    url: URL,
    headers: Readonly<Record<string, string>>,
    follow: 'endpoint' | 'https',
  ): Promise<OpenAnswer> {
    let target = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.#ask(target, headers);
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (location === null) return checkStatus(answer, target);
      answer.end();
      target = this.#checkRedirect(target, location, follow);
    }
    throw refused(url, `redirects more than ${MAX_REDIRECTS} times`);
  }

  /** What the API answers, as JSON text in a `Response`; a next page that a mirror places elsewhere is asked from the mirror. */
  readonly api: typeof fetch = async (input, init) => {
    const url = this.#withinEndpoint(new URL(input instanceof Request ? input.url : input));
    const accept = new Headers(init?.headers).get('accept') ?? 'application/json';
    return this.repeat(url, async () => {
      const answer = await this.open(url, { accept }, 'endpoint');
      const parts: Uint8Array[] = [];
      for await (const piece of answer.pieces()) parts.push(piece);
      return new Response(Buffer.concat(parts), { status: answer.status, headers: copyLink(answer.headers) });
    });
  };

  #withinEndpoint(url: URL): URL {
    const base = new URL(this.endpoint.url);
    return url.origin === base.origin ? url : new URL(this.endpoint.url + url.pathname + url.search);
  }

  #checkRedirect(from: URL, location: string, follow: 'endpoint' | 'https'): URL {
    if (!URL.canParse(location, from)) throw refused(from, `redirects to "${location}", which is no address`);
    const to = new URL(location, from);
    const isOwn = to.origin === new URL(this.endpoint.url).origin;
    if (isOwn || (follow === 'https' && to.protocol === 'https:')) return to;
    throw refused(from, `redirects to ${to.origin}, where nothing is fetched from`);
  }

  async #ask(url: URL, headers: Readonly<Record<string, string>>): Promise<OpenAnswer> {
    const { fetch: send = fetch, idleMs = 60_000 } = this.#options;
    const { token } = this.endpoint;
    const isOwn = url.origin === new URL(this.endpoint.url).origin;
    const line = new AbortController();
    const idle = setTimeout(() => line.abort(), idleMs);
    const fault = (cause: unknown): TransientFault =>
      new TransientFault(line.signal.aborted ? 'the line went silent' : 'the line broke', { cause });
    try {
      const response = await send(url, {
        redirect: 'manual',
        signal: line.signal,
        headers: { ...headers, ...(token && isOwn ? { authorization: `Bearer ${token}` } : {}) },
      });
      idle.refresh();
      const end = (): void => {
        clearTimeout(idle);
        line.abort();
      };
      const pieces = (): AsyncGenerator<Uint8Array<ArrayBuffer>> => readPieces(response, idle, fault);
      return { status: response.status, headers: response.headers, pieces, end };
    } catch (error) {
      clearTimeout(idle);
      throw fault(error);
    }
  }
}

async function* readPieces(
  response: Response,
  idle: NodeJS.Timeout,
  fault: (cause: unknown) => TransientFault,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read().catch((cause: unknown) => {
        throw fault(cause);
      });
      if (!part || part.done) return;
      idle.refresh();
      yield part.value;
    }
  } finally {
    clearTimeout(idle);
    void reader?.cancel().catch(() => undefined);
  }
}

function copyLink(headers: Headers): Record<string, string> {
  const link = headers.get('link');
  return { 'content-type': 'application/json', ...(link === null ? {} : { link }) };
}

/** Passes what carries content, and 416, which says that a range lies beyond the file. */
function checkStatus(answer: OpenAnswer, url: URL): OpenAnswer {
  const { status } = answer;
  if (status === 200 || status === 206 || status === 416) return answer;
  answer.end();
  if (TRANSIENT.has(status))
    throw new TransientFault(`it answered with status ${status}`, {
      retryAfterMs: readRetryAfter(answer.headers.get('retry-after')),
    });
  if (status === 401 || status === 403)
    throw refused(
      url,
      `answered with status ${status}`,
      'It may be private, or ask you to accept its terms on its page: do so there, and set HF_TOKEN to a token that may read it.',
    );
  if (status !== 404) throw refused(url, `answered with status ${status}`);
  throw new StateError(
    'not_found',
    `${url.host} has nothing at ${url.pathname}. Nothing was downloaded. Check the name of the repository and the revision.`,
    { details: { url: url.href, status } },
  );
}

function refused(url: URL, what: string, next = 'Check HF_ENDPOINT and try again.'): NetworkError {
  return new NetworkError('fetch_failed', `${url.host} ${what} for ${url.pathname}. ${next}`, {
    details: { url: url.href },
  });
}
