import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';
import { findBarriers } from '../helpers/barriers.ts';

const LEASE = { 'lease.txt': 'The rent is 950 euros a month. It is due on the third working day.' };
const QUESTION = 'When is the rent due?';

let browser: Browser;
let server: RunningServer;
let app: AppPage;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(() => app.close());

async function openWithLease(serviceWorkers: 'allow' | 'block' = 'block'): Promise<void> {
  app = await AppPage.open(browser, server.url, { serviceWorkers });
  page = app.page;
  await app.addFiles(LEASE);
  await page.getByText('1 document was read.').waitFor();
  await app.settle();
}

/** By the address, as a person who kept it: no state of the page goes with it. */
async function openStorage(): Promise<void> {
  await page.evaluate(() => (location.hash = '#/settings/storage'));
  await page.locator('.stored').waitFor();
}

const row = (kind: string): Locator => page.locator('.stored > div').filter({ hasText: kind });
const click = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

describe('what is kept', () => {
  it('is told by kind, in a bar and in words, and grows with what is added', async () => {
    await openWithLease('allow');
    await app.ask(QUESTION);
    await app.untilKept();
    await openStorage();
    for (const kind of ['Text and words', 'Vectors', 'Conversations', 'Models', 'This app'])
      expect(await row(kind).locator('.stored-size').innerText(), kind).toMatch(/^\d+(\.\d)? [kM]?B$/);
    expect(await row('Original files').locator('.stored-size').innerText()).toBe('66 B');
    const bar = page.getByRole('img', { name: /^What is kept: Original files 66 B, Text and words/ });
    await bar.waitFor();
    // Both at once, as it is measured anew whenever something changes.
    const counts = (): Promise<number[]> =>
      page.evaluate(() =>
        ['.storage-bar rect', '.stored > div'].map((parts) => document.querySelectorAll(parts).length),
      );
    await expect.poll(async () => new Set(await counts()).size).toBe(1);
    await page.getByText(/\d+ MB of the .* that the browser allows this page\./).waitFor();
    await page.evaluate(() =>
      document
        .querySelector<AppElement>('cloister-app')
        ?.rag.add([{ name: 'manual.txt', bytes: new Blob(['Clean the filter every two weeks, please.']) }]),
    );
    await row('Original files').getByText('107 B').waitFor();
  });

  it('stays until it is removed, if the browser agrees', async () => {
    await openWithLease();
    await openStorage();
    await page.getByText('The browser may clear all of this when the disk is nearly full').waitFor();
    await click('Ask the browser to keep it');
    await page.getByText('The browser did not agree.').waitFor();
    // No browser under test agrees, as nobody uses it; what it says then is the platform's.
    await page.evaluate(() => {
      StorageManager.prototype.persist = () => Promise.resolve(true);
      StorageManager.prototype.persisted = () => Promise.resolve(true);
    });
    await click('Ask the browser to keep it');
    await page.getByText('The browser keeps all of this until you remove it.').waitFor();
    await expect.poll(() => page.getByText('The browser did not agree.').count()).toBe(0);
  });

  it('is checked on demand, with a report in words, and repaired where it is damaged', async () => {
    await openWithLease();
    await openStorage();
    await click('Check everything');
    await page
      .getByText(/^All is as it was stored: 1 document, .* of words and vectors, and every model\.$/)
      .waitFor();
    await page.evaluate(async () => {
      const opening = indexedDB.open('cloister:default');
      await new Promise((opened) => opening.addEventListener('success', opened));
      const texts = opening.result.transaction('texts', 'readwrite').objectStore('texts');
      const reading = texts.get('lease.txt');
      await new Promise((read) => reading.addEventListener('success', read));
      const writing = texts.put({ ...(reading.result as object), checksum: 1 });
      await new Promise((written) => writing.addEventListener('success', written));
      opening.result.close();
    });
    await click('Check everything');
    await page.getByText('1 part was damaged and was repaired.').waitFor();
    await page
      .getByText('lease.txt: Its text was damaged. It is being read again from the original.')
      .waitFor();
    expect(await page.locator('cloister-integrity .trouble').count()).toBe(0);
  });
});

describe('original files', () => {
  it('can be kept no longer, and be deleted; their documents then open as text', async () => {
    await openWithLease();
    await openStorage();
    await click('Keep none from now on');
    await page.getByText('Originals go as soon as they are read.').waitFor();
    await click('Delete those that are here (66 B)');
    await page.getByText('To have a page back, add its file again.').waitFor();
    await click('Cancel');
    expect(await row('Original files').count()).toBe(1);
    await click('Delete those that are here (66 B)');
    await click('Delete 66 B of originals');
    await page.getByText('Deleted. 66 B are free again.').waitFor();
    await row('Original files').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Back to your documents' }).click();
    await app.addFiles({ 'manual.txt': 'Clean the filter every two weeks.' });
    await page.getByText('1 document was read.').waitFor();
    await app.ask(QUESTION);
    await app.answer
      .getByRole('button', { name: /lease\.txt/ })
      .first()
      .click();
    await app.source.locator('mark').first().waitFor();
    await openStorage();
    await row('Original files').waitFor({ state: 'detached' });
    await click('Keep them from now on');
    await page.getByText('Originals of the documents that you add are kept.').waitFor();
  });
});

describe('deleting everything', () => {
  it('is asked for twice, and leaves nothing on the device', async () => {
    await openWithLease('allow');
    await app.ask(QUESTION);
    await app.untilKept();
    await openStorage();
    await click('Delete everything …');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 document and all else that this app keeps here').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.locator('.stored').count()).toBe(1);
    await click('Delete everything …');
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await dialog.getByText('Everything that this app kept on this device is deleted.').waitFor();
    expect(await remains()).toEqual({ databases: [], files: [], caches: [], settings: [], workers: 0 });
    await dialog.getByRole('link', { name: 'Start anew' }).click();
    await page.locator('.drop-zone').waitFor();
    expect(
      await page.evaluate(() => document.querySelector<AppElement>('cloister-app')?.rag.documents()),
    ).toEqual([]);
  });
});

/** What is left of the app on the device. */
function remains(): Promise<unknown> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const files: string[] = [];
    for await (const folder of root.values())
      if (folder.kind === 'directory') for await (const name of folder.keys()) files.push(name);
    return {
      databases: (await indexedDB.databases()).map(({ name }) => name),
      files,
      caches: await caches.keys(),
      settings: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    };
  });
}

describe('the pages of models and storage', () => {
  it('have no barrier that axe can find and need no sideways scrolling, in any state', async () => {
    await openWithLease();
    const found: Record<string, unknown> = {};
    const look = async (state: string): Promise<void> => {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const inside = await page
          .locator('.settings-page')
          .evaluate((shown) => shown.scrollWidth - shown.clientWidth);
        found[`${state}, ${colorScheme}, ${width} px`] = { barriers: await findBarriers(page), over, inside };
      }
    };
    await openStorage();
    await look('storage');
    await click('Delete those that are here (66 B)');
    await look('storage, asking');
    await click('Delete everything …');
    await look('storage, deleting');
    await page.keyboard.press('Escape');
    await click('Check everything');
    await page.getByText('All is as it was stored').waitFor();
    await look('storage, checked');
    await page.getByRole('link', { name: 'Models' }).first().click();
    await page.locator('.model-use').first().waitFor();
    await look('models');
    await page.locator('.model summary').first().click();
    await page
      .locator('.pick-files')
      .setInputFiles({ name: 'x.bin', mimeType: '', buffer: Buffer.from('x') });
    await page.getByText('There was nothing in it that belongs to a model here.').waitFor();
    await look('models, unfolded');
    const clean = Object.keys(found).map((name) => [name, { barriers: [], over: 0, inside: 0 }]);
    expect(found).toEqual(Object.fromEntries(clean));
  }, 300_000);
});
