import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';

const LEASE = 'The rent is 950 euros a month. It is due on the third working day.';
/** What the browser allows this page: the model and some documents. */
const QUOTA_BYTES = 60_000_000;
const REFUSAL_MS = 90_000;

let browser: Browser;
let server: RunningServer;
let app: AppPage;
let page: Page;
let folder: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
  folder = await mkdtemp(join(tmpdir(), 'cloister-full-'));
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block' });
  // Before anything is stored: the browser remembers for a while how much room there was.
  const session = await context.newCDPSession(await context.newPage());
  const { origin } = new URL(server.url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: QUOTA_BYTES });
  app = await AppPage.openIn(context, server.url);
  page = app.page;
  await app.addFiles({ 'lease.txt': LEASE });
  await page.getByText('1 document was read.').waitFor();
  await app.settle();
});
afterEach(() => app.close());

async function findsLease(): Promise<boolean> {
  return page.evaluate(async () => {
    const rag = document.querySelector<AppElement>('cloister-app')?.rag;
    const retrieval = await rag?.retrieve('When is the rent due?');
    return retrieval?.quotes[0]?.text.includes('third working day') === true;
  });
}

describe('when the disk is full', () => {
  it('a document that has no room is refused with the reason, and nothing else is lost', async () => {
    const path = join(folder, 'large.txt');
    await writeFile(path, 'The machine hums all day.\n'.repeat(1_500_000));
    await page.locator('input[type=file]').setInputFiles(path);
    const row = app.row('large.txt');
    // Nearly 40 MB are hashed and handed over first.
    await row.getByRole('button', { name: 'Failed: no space left' }).click({ timeout: REFUSAL_MS });
    await row
      .getByText('The browser has no space left for this site. Nothing was saved of this step.')
      .waitFor();
    expect(await findsLease()).toBe(true);
    const report = await page.evaluate(() => document.querySelector<AppElement>('cloister-app')?.rag.check());
    expect(report).toMatchObject({ isSound: true, documents: 1, repaired: [] });
    await app.addFiles({ 'small.txt': 'The key lies under the mat.' });
    await page.getByText('1 document was read.').waitFor();
    await page.reload();
    await app.row('small.txt').getByText('Ready').waitFor();
    expect(await findsLease()).toBe(true);
  });
});
