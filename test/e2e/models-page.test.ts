import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';
import { serveHolding, type HoldingServer } from '../helpers/holding-server.ts';

const WRITER = 'SmolLM2-135M-Instruct-GGUF';
const MULTILINGUAL = 'multilingual-e5-small';
/** What the server keeps back until it is told: the middle of the one model, and the end of the other. */
const HELD = `models/${WRITER}/model-q4_1.gguf.2`;
const HELD_TOO = `models/${MULTILINGUAL}/onnx/model_q4.onnx_data_1`;
const DEFAULT = 'all-MiniLM-L6-v2';

let browser: Browser;
let server: HoldingServer;
let app: AppPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await serveHolding(DIST, [HELD, HELD_TOO], 9_000_000);
});
afterEach(async () => {
  await app.close();
  await server.close();
});

async function openModels(query = ''): Promise<void> {
  app = await AppPage.open(browser, `${server.url}${query}#/settings/models`);
  page = app.page;
  await card(DEFAULT).waitFor();
}

const card = (id: string): Locator => page.locator(`article[aria-labelledby="model-${id}"]`);
const button = (name: string, id: string): Locator =>
  page.getByRole('button', { name: `${name}: ${id}`, exact: true });

describe('a model on its page', () => {
  it('is fetched with progress, paused, gone on with where it was, checked and removed', async () => {
    await openModels();
    await expect.poll(() => card(WRITER).innerText()).toContain('98 MB, not fetched');
    await button('Get 98 MB', WRITER).click();
    await card(WRITER).getByText('Fetching: 43 MB of 98 MB').waitFor();
    expect(await card(WRITER).getByRole('progressbar').getAttribute('max')).toBe('1');
    await button('Pause', WRITER).click();
    await card(WRITER).getByText('Paused. 34 MB of 98 MB are kept.').waitFor();

    server.release();
    await button('Go on, 65 MB left', WRITER).click();
    await card(WRITER).getByText('every file is the published one').waitFor();
    const asked = (piece: number): number =>
      server.requests.filter((path) => path === `models/${WRITER}/model-q4_1.gguf.${piece}`).length;
    expect([1, 2, 3].map(asked)).toEqual([1, 2, 1]);
    expect(await card(WRITER).innerText()).toContain('98 MB, on this device');

    await button('Check', WRITER).click();
    await card(WRITER).getByText('All 4 files are the published ones.').waitFor();
    await flipStoredByte(WRITER, 'canaries.json');
    await button('Check', WRITER).click();
    await card(WRITER).getByText('Altered on this device and therefore removed: canaries.json').waitFor();

    await button('Remove', WRITER).click();
    await card(WRITER).getByText('98 MB are free again').waitFor();
    await button('Get 98 MB', WRITER).waitFor();
  });

  it('says what it is, where it comes from and the hash of each file', async () => {
    await openModels();
    const manifest = JSON.parse(await readFile(join(DIST, 'models', DEFAULT, 'manifest.json'), 'utf8')) as {
      license: string;
      files: { path: string; sha256: string }[];
    };
    expect(await card(DEFAULT).innerText()).toContain(manifest.license);
    await card(DEFAULT).getByText('its files and their hashes').click();
    for (const { path, sha256 } of manifest.files) {
      expect(await card(DEFAULT).getByRole('listitem').filter({ hasText: sha256 }).innerText()).toContain(
        path,
      );
    }
    await card(DEFAULT).getByText('In use, on the processor (WebAssembly)').waitFor();
    await card(DEFAULT).getByText('It is in use, and so it stays.').waitFor();
  });

  it('keeps a transfer while other pages are open', async () => {
    await openModels();
    await button('Get 98 MB', WRITER).click();
    await card(WRITER).getByText('Fetching: 43 MB of 98 MB').waitFor();
    await page.getByRole('link', { name: 'Back to your documents' }).click();
    await page.locator('.drop-zone').waitFor();
    server.release();
    await page.goBack();
    await card(WRITER).getByText('98 MB, on this device').waitFor();
    expect(server.requests.filter((path) => path === HELD)).toHaveLength(1);
  });

  it('is imported from files on disk by what they hold, and others are refused with the reason', async () => {
    await openModels();
    const folder = await mkdtemp(join(tmpdir(), 'cloister-import-'));
    const path = (name: string): string => join(DIST, 'models', WRITER, name);
    try {
      const canaries = await readFile(path('canaries.json'));
      const altered = Buffer.from(canaries);
      altered[5] = (altered[5] ?? 0) ^ 1;
      await writeFile(join(folder, 'renamed.bin'), canaries);
      await writeFile(join(folder, 'altered.bin'), altered);
      await writeFile(join(folder, 'notes.txt'), 'Not a model.');
      const names = ['renamed.bin', 'altered.bin', 'notes.txt'];
      const pick = page.locator('.pick-files');
      await pick.setInputFiles(names.map((name) => join(folder, name)));
      const report = page.getByRole('region', { name: 'Import from disk' });
      await report.getByText('SmolLM2 135M: 1 file was taken over, 3 are still missing.').waitFor();
      await report.getByText('Missing of SmolLM2 135M: model-q4_1.gguf.1').waitFor();
      await report.getByText('(their SHA-256 differs): altered.bin').waitFor();
      await report.getByText('1 file belongs to no model here').waitFor();
      await pick.setInputFiles([1, 2, 3].map((piece) => path(`model-q4_1.gguf.${piece}`)));
      await report.getByText('SmolLM2 135M: 3 files were taken over, all of it is here now.').waitFor();
      await card(WRITER).getByText('98 MB, on this device').waitFor();
      expect(server.requests.filter((path) => path.startsWith(`models/${WRITER}/`))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is refused before anything is fetched where it does not fit, with the numbers', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block' });
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 0.5 });
      const { estimate } = StorageManager.prototype;
      StorageManager.prototype.estimate = async function limited(this: StorageManager) {
        const { usage = 0 } = await estimate.call(this);
        return { usage, quota: usage + 50_000_000 };
      };
    });
    app = await AppPage.openIn(context, `${server.url}#/settings/models`);
    page = app.page;
    await card(WRITER)
      .getByText('Does not fit this device: it needs 448 MB of memory, and 307 MB of 512 MB can be used.')
      .waitFor();
    await card(MULTILINGUAL)
      .getByText('No room to keep it: 74 MB are needed, and the browser allows 50 MB more.')
      .waitFor();
    for (const id of [WRITER, MULTILINGUAL])
      expect(
        await card(id)
          .getByRole('button', { name: /^(Get|Use this one)/ })
          .count(),
        id,
      ).toBe(0);
  });
});

describe('which model is used', () => {
  it('can be chosen for writing, which lasts over a reload, and be left to the device again', async () => {
    await openModels();
    const next = card(WRITER).getByText('Would write the next answer');
    expect(await next.count()).toBe(0);
    await button('Use this one', WRITER).click();
    await next.waitFor();
    await page.reload();
    await next.waitFor();
    const automatic = page.getByRole('button', { name: 'Chosen by this device' });
    await expect.poll(() => automatic.getAttribute('aria-pressed')).toBe('false');
    await automatic.click();
    await next.waitFor({ state: 'detached' });
    await expect.poll(() => automatic.getAttribute('aria-pressed')).toBe('true');
  });

  it('can be changed for searching, while the present one answers', async () => {
    await openModels();
    await page.evaluate(() =>
      document
        .querySelector<AppElement>('cloister-app')
        ?.rag.add([{ name: 'lease.txt', bytes: new Blob(['The rent is due on the third working day.']) }]),
    );
    await button('Use this one', MULTILINGUAL).click();
    await button('Stop', MULTILINGUAL).click();
    server.release();
    await button('Use this one', MULTILINGUAL).click();
    await card(MULTILINGUAL).getByText('In use, on the processor').waitFor({ timeout: 100_000 });
    await button('Use this one', DEFAULT).waitFor();
    await expect.poll(() => button('Use this one', MULTILINGUAL).count()).toBe(0);
    await card(MULTILINGUAL)
      .getByText(/reads .* passages a second here, measured on/)
      .waitFor();
  });

  it('is said plainly when the address names one that is not installed', async () => {
    await openModels('?embedder=nothing&model=no-writer');
    const alert = page.getByRole('alert');
    await alert.getByText('The address asks for the search model “nothing”').waitFor();
    expect(await alert.innerText()).toContain(`Installed: ${DEFAULT}, ${MULTILINGUAL}.`);
    expect(await alert.innerText()).toContain('“no-writer”, which is not installed here.');
    expect(await alert.innerText()).toContain(WRITER);
  });
});

/** Alters a file of a model as a failing disk does. */
async function flipStoredByte(id: string, path: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(DIST, 'models', id, 'manifest.json'), 'utf8')) as {
    files: { path: string; sha256: string }[];
  };
  const hash = manifest.files.find((file) => file.path === path)?.sha256 ?? '';
  await page.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory();
    const handle = await (await root.getDirectoryHandle('cloister-models')).getFileHandle(name);
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    const writer = await handle.createWritable();
    await writer.write(bytes);
    await writer.close();
  }, hash);
}
