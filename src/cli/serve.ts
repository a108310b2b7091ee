import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { RESPONSE_HEADERS } from '../security/headers.ts';

/** Tried first when no port is asked for. */
const DEFAULT_PORT = 4173;
/** How many ports above it are tried when it is taken. */
const PORT_ATTEMPTS = 50;

export interface ServeOptions {
  /** Folder with the built app. Files that appear in it later are not served. */
  folder: string;
  /** 0 takes any free port. Default: the first free one from 4173 upwards. */
  port?: number;
  /** Told of every request once its answer is sent. */
  onRequest?: (request: ServedRequest) => void;
}

/** What the server was asked for, and how it answered. */
export interface ServedRequest {
  method: string;
  /** Decoded, starts with '/', without the query. */
  path: string;
  status: number;
}

export interface RunningServer {
  /** With a slash at the end. */
  url: string;
  close(): Promise<void>;
}

type Next = () => void;

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** Answers with files of `folder` and nothing else, each response sealed. Never redirects: a redirect is a way out. */
export function createHandler(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
  // 'dev' looks at the disk for each request: a build beside a running server must not leave its page without scripts.
  const files = sirv(folder, { dev: true, etag: true, setHeaders: cacheByName });
  return (request, response) => {
    for (const [name, value] of Object.entries(RESPONSE_HEADERS)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405, 'Only reading is possible here.');
    }
    const next: Next = () => answer(response, 404, 'There is no such file.');
    files(request, response, next);
  };
}

/** A file under assets/ has its content's hash in its name, so it never changes. */
function cacheByName(response: ServerResponse, path: string): void {
  const isHashed = path.startsWith('/assets/');
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

async function listenOnFree(server: Server): Promise<void> {
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORT_ATTEMPTS; port++) {
    try {
      return await listen(server, port);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  await listen(server, 0);
}

function report(server: Server, onRequest: (request: ServedRequest) => void): void {
  server.on('request', ({ method = '', url = '/' }: IncomingMessage, response: ServerResponse) => {
    const path = decodeURI(url.replace(/\?.*/s, ''));
    response.on('close', () => onRequest({ method, path, status: response.statusCode }));
  });
}

/**
 * Serves a built app on 127.0.0.1 with the final response headers.
 *
 * @throws an `Error` that says what to do when the asked-for port is taken.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const server = createServer(createHandler(options.folder));
  if (options.onRequest) report(server, options.onRequest);
  if (options.port === undefined) await listenOnFree(server);
  else
    await listen(server, options.port).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
      const message = `Port ${options.port} is taken by another program. Set PORT to a free one, or unset it.`;
      throw new Error(message, { cause: error });
    });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
