import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sirv from 'sirv';
import { RESPONSE_HEADERS } from '../../security/headers.ts';
import type { RunningServer } from '../serve.ts';
import { PATTERN_BASE, type PatternModel } from './pattern-model.ts';

/** Folders below the repository by address; of several, the first that has the file. */
const FOLDERS: readonly (readonly [address: string, folder: string])[] = [
  ['/models', 'models'],
  ['/models', 'build/models'],
  ['/tiny', 'build/tiny-models'],
  ['/runtime', 'node_modules/onnxruntime-web/dist'],
];

type Next = () => void;
type Handler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/**
 * Serves page, models and made-up models on 127.0.0.1, with the headers that the app has.
 *
 * @param root Folder of the repository.
 * @param page Folder of the built page.
 */
export async function serveBench(
  root: string,
  page: string,
  patterns: readonly PatternModel[],
): Promise<RunningServer> {
  const server = createServer(handlerOf(root, page, patterns));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
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

function handlerOf(root: string, page: string, patterns: readonly PatternModel[]): RequestListener {
  const handlers = [
    serveBelow('', page),
    ...FOLDERS.map(([address, folder]) => serveBelow(address, join(root, folder))),
  ];
  return (request, response) => {
    for (const [name, value] of Object.entries(RESPONSE_HEADERS)) response.setHeader(name, value);
    response.setHeader('Cache-Control', 'no-cache');
    const path = request.url ?? '/';
    if (path.startsWith(`/${PATTERN_BASE}`)) return sendPattern(path.slice(1), response, patterns);
    const refuse: Next = () => void response.writeHead(404).end();
    const chain = handlers.reduceRight<Next>(
      (next, handle) => () => {
        request.url = path;
        handle(request, response, next);
      },
      refuse,
    );
    return chain();
  };
}

function serveBelow(address: string, folder: string): Handler {
  const handle = sirv(folder, { dev: true, etag: true });
  return (request, response, next) => {
    const path = request.url ?? '/';
    if (!path.startsWith(`${address}/`)) return next();
    request.url = path.slice(address.length);
    return handle(request, response, next);
  };
}

function sendPattern(path: string, response: ServerResponse, patterns: readonly PatternModel[]): void {
  const file = patterns.map((pattern) => pattern.read(path)).find((found) => found !== undefined);
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  // Keeping it would be work of the browser that nobody asked about.
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(200, { 'Content-Length': file.bytes, 'Content-Type': 'application/octet-stream' });
  // A page that goes away ends the transfer, which is no fault.
  pipeline(Readable.from(file.pieces), response).catch(() => undefined);
}
