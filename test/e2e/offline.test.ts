import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchProfile } from '../../src/cli/browser.ts';
import { serve, type RunningServer, type ServedRequest } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';

const QUESTION = 'How high is the deposit?';
const SUBFOLDER = 'intranet/tools/cloister/';

let folder: string;
let server: RunningServer;
let context: BrowserContext;
let app: AppPage;
const requests: ServedRequest[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloister-offline-'));
  const site = join(folder, 'site');
  await cp(DIST, join(site, SUBFOLDER), { recursive: true });
  server = await serve({ folder: site, port: 0, onRequest: (request) => requests.push(request) });
  context = await launchProfile(join(folder, 'profile'));
  app = await AppPage.openIn(context, server.url + SUBFOLDER);
});
afterAll(async () => {
  await context.close();
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

describe('the app after one visit, in a folder of a site', () => {
  it('keeps all of itself and is controlled by its worker from the first visit on', async () => {
    await app.untilKept();
    await app.addSamples();
    await app.settle();
    await app.ask(QUESTION);
    const kept = await app.page.evaluate(async () => {
      const names = await caches.keys();
      return (await (await caches.open(names[0] ?? '')).keys()).length;
    });
    const release = await readFile(join(DIST, 'service-worker.js'), 'utf8');
    expect(kept).toBeGreaterThan(100);
    expect(release).toContain('index.html');
  });

  it('asks its server for no file of the app any more', async () => {
    requests.length = 0;
    await app.page.reload();
    await app.page.locator('.drop-zone, .documents').first().waitFor();
    await app.ask(QUESTION);
    expect(requests.map(({ path }) => path).filter((path) => !path.endsWith('/service-worker.js'))).toEqual(
      [],
    );
  });

  it('lets no other request through, to whatever address of the own server', async () => {
    requests.length = 0;
    const outcomes = await app.page.evaluate(async () => {
      const tries = [
        fetch('./index.html?q=secret'),
        fetch('./secret'),
        fetch('../secret'),
        fetch('./', { method: 'POST', body: 'secret' }),
        fetch('./assets/secret.js'),
        new Promise((resolve, reject) => {
          const image = Object.assign(new Image(), { onload: resolve, onerror: reject });
          image.src = './icons/icon.svg?secret';
        }),
      ];
      return (await Promise.allSettled(tries)).map(({ status }) => status);
    });
    expect(outcomes).toEqual(outcomes.map(() => 'rejected'));
    expect(requests).toEqual([]);
    app.forgetComplaints();
  });

  it('replaces a file that was altered on this device by the published one, and says so', async () => {
    const title = await app.page.evaluate(async () => {
      for (const name of await caches.keys())
        await (await caches.open(name)).put('./LICENSES.md', new Response('altered'));
      return (await (await fetch('./LICENSES.md')).text()).slice(0, 7);
    });
    expect(title).not.toBe('altered');
    await app.page.getByRole('button', { name: /On this device/ }).click();
    await app.page.getByRole('dialog').getByText('1 file of this app was damaged').waitFor();
    await app.page.keyboard.press('Escape');
  });

  it('offers a new version and takes it only when it is asked to', async () => {
    await publishNewVersion();
    await app.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    const offer = app.page.getByText('A new version is ready.');
    await offer.waitFor();
    expect(await licenses()).not.toContain('NEW');
    const loaded = app.page.waitForEvent('load');
    await app.page.getByRole('button', { name: 'Use it' }).click();
    await loaded;
    await app.page.locator('.documents').waitFor();
    expect(await licenses()).toContain('NEW');
    await expect.poll(() => app.page.evaluate(() => caches.keys())).toHaveLength(1);
  });

  it('answers as before with the server gone, and reads and cites a new document', async () => {
    // Until its model is loaded, a page answers by words alone, which may be another answer.
    await app.settle();
    await app.ask(QUESTION);
    const before = await app.answer.locator('.quotes').innerText();
    await server.close();
    await app.page.reload();
    await app.page.locator('.documents').waitFor();
    await app.settle();
    await app.ask(QUESTION);
    expect(await app.answer.locator('.quotes').innerText()).toBe(before);
    await app.addFiles({ 'boat.md': '# Boat\n\nThe mooring fee of the Seagull is 412 euros a year.\n' });
    await app.row('boat.md').getByText('Ready').waitFor();
    await app.ask('What is the mooring fee of the Seagull?');
    expect(await app.answer.innerText()).toContain('412 euros');
    await app.answer.locator('.citation').first().click();
    expect(await app.source.locator('mark.answer').first().innerText()).toContain('412 euros');
  });

  it('says so', async () => {
    await app.page.getByRole('button', { name: /On this device/ }).click();
    await expect.poll(() => app.page.getByRole('dialog').innerText()).toMatch(/Without a connection\s+works/);
  });
});

function licenses(): Promise<string> {
  return app.page.evaluate(async () => (await fetch('./LICENSES.md')).text());
}

/** Changes one file of the site, and the service worker as the build would write it. */
async function publishNewVersion(): Promise<void> {
  const site = join(folder, 'site', SUBFOLDER);
  const [worker, old] = await Promise.all([
    readFile(join(site, 'service-worker.js'), 'utf8'),
    readFile(join(site, 'LICENSES.md'), 'utf8'),
  ]);
  const next = `NEW ${old}`;
  const id = /id:[`"']([0-9a-f]{64})/.exec(worker)?.[1] ?? '';
  await writeFile(join(site, 'LICENSES.md'), next);
  await writeFile(
    join(site, 'service-worker.js'),
    worker.replace(hash(old), hash(next)).replace(id, hash(id)),
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
