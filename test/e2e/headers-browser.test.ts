import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import sirv from 'sirv';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { SHARED } from '../../src/cli/build/shared.ts';

const SOURCE = fileURLToPath(new URL('./sealed-page/', import.meta.url));

/** Another program on this machine, which counts who connects to it, be it without a word. */
interface Sink {
  host: string;
  contacts(): number;
  close(): void;
}

async function startSink(): Promise<Sink> {
  let contacts = 0;
  const server = createServer((socket) => {
    contacts += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, contacts: () => contacts, close: () => void server.close() };
}

/** The same files without one of the headers. */
async function serveBare(folder: string): Promise<RunningServer> {
  const files = sirv(folder);
  const server = createHttpServer((request, response) => files(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/`, close };
}

/** Tries to reach `host` from `page` in every way that needs no click. */
async function tryToConnect(page: Page, host: string): Promise<void> {
  await page.evaluate(async (to) => {
    const frame = document.createElement('iframe');
    frame.src = `http://${to}/frame`;
    const image = new Image();
    image.src = `http://${to}/image`;
    const link = document.createElement('link');
    link.rel = 'preconnect';
    link.href = `http://${to}`;
    document.head.append(link);
    document.body.append(frame, image);
    window.open(`http://${to}/popup`);
    await sealed.outcome(() => new WebSocket(`ws://${to}/socket`));
    await sealed.outcome(() => navigator.sendBeacon(`http://${to}/beacon`, 'words'));
    await sealed.outcome(() => fetch(`http://${to}/fetch`));
  }, host);
  // Answered when the page is about to go, so whether this call itself succeeds says nothing.
  await page.evaluate((to) => void (location.href = `http://${to}/navigation`), host).catch(() => undefined);
}

describe('a page with the response headers, in a real browser', () => {
  let folder = '';
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let bare: RunningServer;
  let sink: Sink;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloister-sealed-'));
    await build({
      ...SHARED,
      configFile: false,
      root: SOURCE,
      base: './',
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false } },
    });
    server = await serve({ folder, port: 0 });
    bare = await serveBare(folder);
    sink = await startSink();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    await bare.close();
    sink.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(server.url);
  });

  afterEach(() => page.close());

  it('is isolated and may use exactly two features', async () => {
    const facts = await page.evaluate(() => ({
      isolated: crossOriginIsolated,
      features: (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy
        .allowedFeatures()
        .toSorted(),
    }));
    expect(facts).toEqual({ isolated: true, features: ['clipboard-write', 'cross-origin-isolated'] });
  });

  it('runs a module worker of a module worker, and WebAssembly in it', async () => {
    expect(await page.evaluate(() => sealed.nested)).toBe('inner worker, isolated');
  });

  it('draws with lit', async () => {
    expect(await page.textContent('#lit')).toContain('drawn by lit');
  });

  it('reads a file that a person picks', async () => {
    await page.setInputFiles('input', {
      name: 'a.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('words'),
    });
    expect(await page.evaluate(() => sealed.picked)).toBe('words');
  });

  it('stores in IndexedDB and in the private file system, and takes locks', async () => {
    const outcomes = await page.evaluate(async () => [
      await sealed.outcome(
        () =>
          new Promise((resolve, reject) => {
            const opening = indexedDB.open('sealed', 1);
            opening.addEventListener('success', resolve);
            opening.addEventListener('error', () => reject(opening.error ?? new Error('no database')));
          }),
      ),
      await sealed.outcome(async () => {
        const root = await navigator.storage.getDirectory();
        await root.getFileHandle('file', { create: true });
      }),
      await sealed.outcome(() => navigator.locks.request('lock', () => undefined)),
    ]);
    expect(outcomes).toEqual(['done', 'done', 'done']);
  });

  it('never turns text into HTML, code or the address of a foreign worker', async () => {
    const outcomes = await page.evaluate(async (host) => {
      const blob = URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }));
      return {
        html: await sealed.outcome(() => document.body.insertAdjacentHTML('beforeend', '<b>x</b>')),
        code: await sealed.evaluated,
        blob: await sealed.outcome(() => new Worker(blob)),
        data: await sealed.outcome(() => new Worker('data:text/javascript,1')),
        foreign: await sealed.outcome(() => new Worker(`http://${host}/worker.js`)),
      };
    }, sink.host);
    expect(outcomes).toEqual({
      html: 'TypeError',
      code: 'EvalError',
      blob: 'TypeError',
      data: 'TypeError',
      foreign: 'TypeError',
    });
  });

  it('fires no submit event, since a sandbox without allow-forms never does', async () => {
    await page.click('button');
    expect(await page.evaluate(() => sealed.submits)).toBe(0);
  });

  it('connects to no other address, whichever way it is tried', async () => {
    await tryToConnect(page, sink.host);
    // The same attempts from a bare page, made later by the same browser, arrive; so those before would have, too.
    const later = await startSink();
    const control = await browser.newPage();
    await control.goto(bare.url);
    await tryToConnect(control, later.host);
    await vi.waitFor(() => expect(later.contacts()).toBeGreaterThanOrEqual(5), 30_000);
    await control.close();
    later.close();
    expect(sink.contacts()).toBe(0);
  });
});
