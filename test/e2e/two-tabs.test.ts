import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';

const LEASE = 'lease.txt';
const QUESTION = 'How high is the deposit?';

let browser: Browser;
let server: RunningServer;
let first: AppPage;
let second: AppPage;

beforeAll(async () => {
  // As people's browsers, and other than Playwright's: a page that is left is kept for the way back.
  const launching = launchBrowser(['--enable-features=BackForwardCache'], ['--disable-back-forward-cache']);
  [browser, server] = await Promise.all([launching, serve({ folder: DIST, port: 0 })]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
async function openTwo(): Promise<void> {
  first = await AppPage.open(browser, server.url);
  await addLease(first);
  second = await first.openTab();
}

async function addLease(tab: AppPage): Promise<void> {
  await tab.addFiles({ [LEASE]: 'The rent is 1,180 euros a month. The deposit is 2,360 euros.\n' });
  await tab.page.getByText('1 document was read.').waitFor();
}

/** Which tab works on the documents, as this one sees it. */
function hostOf(tab: AppPage): Promise<string> {
  return tab.page.evaluate(
    async () => (await document.querySelector<AppElement>('cloister-app')!.rag.status()).host,
  );
}

function protocol(tab: AppPage): Promise<CDPSession> {
  return tab.page.context().newCDPSession(tab.page);
}

/** What a tab answers to a question about what was there, and to one about a file that it adds. */
async function addAndAsk(tab: AppPage, file: string): Promise<string[]> {
  await tab.ask(QUESTION);
  const answers = [await tab.answer.innerText()];
  await tab.addFiles({ [file]: 'The mooring fee of the Seagull is 412 euros a year.\n' });
  await tab.row(file).getByText('Ready').waitFor();
  await tab.ask('What is the mooring fee of the Seagull?');
  return [...answers, await tab.answer.innerText()];
}

const RIGHT: unknown[] = [expect.stringContaining('2,360 euros'), expect.stringContaining('412 euros')];

describe('the same documents in two tabs', () => {
  beforeEach(openTwo);
  afterEach(() => first.close());

  it('are asked in the second while the first one reads', async () => {
    const section = (n: number): string =>
      `Section ${n}\n\n${`The valve ${n} was checked again. `.repeat(30)}`;
    const text = Array.from({ length: 40 }, (_, n) => section(n)).join('\n\n');
    await first.addFiles({ 'one.txt': text, 'two.txt': text, 'three.txt': text });
    await second.ask(QUESTION);
    expect(await second.answer.innerText()).toContain('2,360 euros');
    expect(await hostOf(second)).toBe('other');
    for (const name of ['one.txt', 'two.txt', 'three.txt']) await second.row(name).waitFor();
  });

  it('disappear from both when they are deleted in one, from where they are read too', async () => {
    await second.ask(QUESTION);
    await second.answer.locator('.citation').first().click();
    await second.source.waitFor();
    const name = await second.page.evaluate(
      () =>
        document.querySelector<HTMLElement & { target: { documentId: string } }>('cloister-source')!.target
          .documentId,
    );
    await first
      .row(name)
      .getByRole('button', { name: /^Remove/ })
      .click();
    await second.row(name).waitFor({ state: 'detached' });
    await second.source.waitFor({ state: 'detached' });
    await second.ask(QUESTION);
    expect(await second.answer.innerText()).not.toContain('2,360 euros');
  });

  it('are added to from both at once, and none is lost', async () => {
    const files = (by: string): Record<string, string> =>
      Object.fromEntries([1, 2, 3, 4].map((n) => [`${by}-${n}.txt`, `The ${by} tab has the valve ${n}.\n`]));
    await Promise.all([first.addFiles(files('left')), second.addFiles(files('right'))]);
    for (const tab of [first, second])
      for (const name of [...Object.keys(files('left')), ...Object.keys(files('right'))])
        await tab.row(name).getByText('Ready').waitFor();
    for (const tab of [first, second]) await expect.poll(() => tab.rows.count()).toBe(9);
  });

  it('are said to be worked on by the other tab', async () => {
    await second.page.getByRole('button', { name: /On this device/ }).click();
    await expect
      .poll(() => second.page.getByRole('dialog').innerText())
      .toContain('another tab that has these documents open');
  });

  it('go on in the second when the first one is closed', async () => {
    await first.page.close();
    expect(await addAndAsk(second, 'boat.md')).toEqual(RIGHT);
    expect(await hostOf(second)).toBe('this');
    await expect.poll(() => second.rows.count()).toBe(2);
  });

  it('go on in the second when the process of the first one dies', async () => {
    (await protocol(first)).send('Page.crash').catch(() => undefined);
    expect(await addAndAsk(second, 'boat.md')).toEqual(RIGHT);
    expect(await hostOf(second)).toBe('this');
    await expect.poll(() => second.rows.count()).toBe(2);
    first.forgetComplaints();
  });

  it('go on in the second when the first one is left for another page, and in both when it is come back to', async () => {
    await first.page.evaluate(() =>
      addEventListener('pageshow', ({ persisted }) => (document.body.dataset['kept'] = String(persisted))),
    );
    await first.page.goto('about:blank');
    await expect.poll(() => hostOf(second), { timeout: 30_000 }).toBe('this');
    await first.page.goBack({ waitUntil: 'commit' });
    await first.page.locator('body[data-kept="true"]').waitFor({ state: 'attached' });
    expect(await addAndAsk(second, 'boat.md')).toEqual(RIGHT);
    await first.row('boat.md').waitFor();
    expect(await hostOf(first)).toBe('other');
  });

  it('go on in the second when the first one is reloaded, which then uses the second', async () => {
    await first.page.reload();
    expect(await addAndAsk(second, 'boat.md')).toEqual(RIGHT);
    expect(await hostOf(second)).toBe('this');
    await expect.poll(() => second.rows.count()).toBe(2);
    await first.row('boat.md').waitFor();
    expect(await hostOf(first)).toBe('other');
    await first.ask(QUESTION);
    expect(await first.answer.innerText()).toContain('2,360 euros');
  });

  it('are asked in the second while the browser has frozen the first one', async () => {
    await (await protocol(first)).send('Page.setWebLifecycleState', { state: 'frozen' });
    await second.ask(QUESTION);
    expect(await second.answer.innerText()).toContain('2,360 euros');
    expect(await hostOf(second)).toBe('other');
  });
});

describe('the documents of another version of the app', () => {
  it('are never shared: the newer tab says why, and opens them when the older one is closed', async () => {
    // A service worker would hand out the files as they are.
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const older = await AppPage.openIn(context, server.url);
    await addLease(older);
    const page = await context.newPage();
    await renameCorpusWorker(page);
    await page.goto(server.url);
    await page.getByRole('alert').getByText('with another version of this app').waitFor();
    expect(await hostOf(older)).toBe('this');
    await older.page.close();
    // A page that is closed may hold the documents for a moment more.
    await expect.poll(() => holdsDocuments(page)).toBe(false);
    await page.getByRole('button', { name: 'Open again' }).click();
    await page.locator('.documents').getByText(LEASE).waitFor();
    // The model may still be on its way.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });
});

/** Whether any tab works on the documents. */
function holdsDocuments(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === 'cloister:default');
  });
}

/** Serves a page what another build has: the worker by another name. */
async function renameCorpusWorker(page: Page): Promise<void> {
  const name = (await readdir(join(DIST, 'assets'))).find((file) => /^corpus-.*\.js$/.test(file)) ?? '';
  const next = 'corpus-next.js';
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch({ url: route.request().url().replace(next, name) });
    await route.fulfill({ response, body: (await response.text()).replaceAll(name, next) });
  });
}
