import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchProfile } from '../../src/cli/browser.ts';
import { hostsContacted } from '../../src/cli/net-log.ts';

let folder: string;
const servers: Server[] = [];

async function listen(answer: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').setHeader('Access-Control-Allow-Origin', '*').end(answer);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloister-net-log-'));
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

describe("the browser's own network log", () => {
  it('tells of every host that a page without a seal contacts, from the page, a worker and a socket', async () => {
    const [byPage, byWorker, bySocket] = [
      await listen('page'),
      await listen('worker'),
      await listen('socket'),
    ];
    const own = await listen(`<!doctype html><title>Leaks</title><script>
      const worker = new Worker(URL.createObjectURL(new Blob(["fetch('http://${byWorker}/').finally(() => postMessage(1))"])));
      const socket = new WebSocket('ws://${bySocket}/');
      Promise.all([
        fetch('http://${byPage}/'),
        new Promise((done) => (worker.onmessage = done)),
        new Promise((done) => (socket.onerror = done)),
      ]).then(() => (document.title = 'done'));
    </script>`);
    const log = join(folder, 'net-log.json');
    const context = await launchProfile(join(folder, 'profile'), [`--log-net-log=${log}`]);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`http://${own}/`);
    await page.waitForFunction(() => document.title === 'done');
    await context.close();
    expect(await hostsContacted(log)).toEqual([byPage, byWorker, bySocket, own].sort());
  });
});
