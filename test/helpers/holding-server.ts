import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHandler } from '../../src/cli/serve.ts';
import { RESPONSE_HEADERS } from '../../src/security/headers.ts';

export interface HoldingServer {
  url: string;
  /** Paths of all requests so far, without the slash at the beginning. */
  readonly requests: readonly string[];
  /** Sends the rest of the held files, now and to whoever asks for them later. */
  release(): void;
  close(): Promise<void>;
}

/** Serves the built app; of some files it sends so many bytes and then nothing, with the line open, until they are released. */
export async function serveHolding(
  folder: string,
  paths: readonly string[],
  bytes: number,
): Promise<HoldingServer> {
  const requests: string[] = [];
  const answer = createHandler(folder);
  let open: (() => void) | undefined;
  const released = new Promise<void>((resolve) => (open = resolve));
  const hold = async (path: string, response: ServerResponse): Promise<void> => {
    const content = await readFile(join(folder, path));
    response.writeHead(200, { ...RESPONSE_HEADERS, 'content-length': content.byteLength });
    response.write(content.subarray(0, bytes));
    await released;
    response.end(content.subarray(bytes));
  };
  const server = createServer((request, response) => {
    const asked = request.url?.slice(1) ?? '';
    requests.push(asked);
    if (paths.includes(asked)) void hold(asked, response);
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    release: () => open?.(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
