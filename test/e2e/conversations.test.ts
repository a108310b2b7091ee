import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';

const FERRY = 'When does the ferry to the island leave?';
const BAKERY = 'What does the bakery sell on Sundays?';

const FILES = {
  'ferry.txt': 'The ferry to the island leaves at seven in the morning. A ticket costs twelve euros.',
  'bakery.md': '# Bakery\n\nOn Sundays the bakery sells *plum cake* and [rye bread](https://example.org).',
};

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
beforeEach(async () => {
  app = await AppPage.open(browser, server.url);
  page = app.page;
  await app.addFiles(FILES);
  await page.getByText('2 documents were read.').waitFor();
});
afterEach(() => app.close());

const place = (): string => new URL(page.url()).hash;
const conversations = (): Locator => page.getByRole('region', { name: 'Conversations', exact: true });
const link = (title: string): Locator => conversations().getByRole('link', { name: title });
const titles = (): Promise<string[]> => conversations().getByRole('link').allInnerTexts();
const showConversations = (): Promise<void> =>
  page.getByRole('button', { name: 'Conversations', exact: true }).click();
const startNew = (): Promise<void> =>
  page.locator('.conversation-head').getByRole('button', { name: 'New conversation' }).click();
const focusedName = (): Promise<string> =>
  page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent?.trim() ?? '');

describe('a conversation', () => {
  it('is the same after a reload: its address, its answers, its open source and the way back', async () => {
    await app.ask(FERRY);
    await expect.poll(place).toMatch(/^#\/c\/[\w-]+$/);
    // It comes when it is known which model would write.
    const offer = app.answer.getByRole('button', { name: 'Write an answer' });
    await offer.waitFor();
    const answer = await app.answer.innerText();
    await app.answer.getByRole('button', { name: /ferry\.txt/ }).click();
    await app.source.locator('mark.answer').waitFor();
    await expect.poll(place).toMatch(/^#\/c\/[\w-]+\/source\/\d+\.1$/);
    const address = page.url();

    await page.reload();
    await app.source.locator('mark.answer').waitFor();
    expect(page.url()).toBe(address);
    await offer.waitFor();
    await expect.poll(() => app.answer.innerText()).toBe(answer);
    await app.leaveSource();
    await expect.poll(focusedName).toMatch(/^Source 1: ferry\.txt/);
    await expect.poll(() => address.startsWith(page.url())).toBe(true);
  });

  it('leads back with the browser’s own button: from the source to its mark, then to the conversation before', async () => {
    await app.ask(FERRY);
    const first = place();
    await startNew();
    await page.getByText('What would you like to know?').waitFor();
    await expect.poll(place).toBe('#/');
    await app.ask(BAKERY);
    await expect.poll(place).not.toBe('#/');
    const second = place();
    await app.answer
      .getByRole('button', { name: /bakery\.md/ })
      .first()
      .click();
    await app.source.waitFor();
    await page.goBack();
    await app.source.waitFor({ state: 'detached' });
    await expect.poll(place).toBe(second);
    await expect.poll(focusedName).toMatch(/^Source 1: bakery\.md/);
    await page.goForward();
    await app.source.locator('mark.answer').waitFor();
    await page.goBack();
    await app.source.waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('article', { name: FERRY }).waitFor();
    await expect.poll(place).toBe(first);
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
  });

  it('opens a source that is asked for while the one before is still being left', async () => {
    await app.ask(FERRY);
    const citation = app.answer.getByRole('button', { name: /ferry\.txt/ });
    await citation.click();
    await app.source.locator('mark.answer').waitFor();
    const address = page.url();
    // Both at once: no hand is as fast, but a browser may be as slow.
    await citation.evaluate(async (button: HTMLElement) => {
      const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
      document.querySelector<HTMLElement>('cloister-source .back')?.click();
      button.click();
      await gone;
    });
    await expect.poll(() => page.url()).toBe(address);
    await app.source.locator('mark.answer').waitFor();
    await app.leaveSource();
    await expect.poll(() => address.startsWith(page.url())).toBe(true);
    await expect.poll(focusedName).toMatch(/^Source 1: ferry\.txt/);
  });

  it('keeps the half-written question of each, over a reload too', async () => {
    const written = (): Promise<string> => app.field.innerText();
    await app.field.fill('Half of a\nnew one');
    await page.reload();
    await app.row('ferry.txt').waitFor();
    await expect.poll(written).toBe('Half of a\nnew one');
    await app.ask(FERRY);
    await expect.poll(written).toBe('');
    await app.field.fill('And how much');
    await startNew();
    await expect.poll(written).toBe('');
    await page.goBack();
    await app.answer.waitFor();
    await expect.poll(written).toBe('And how much');
    await page.reload();
    await app.answer.waitFor();
    await expect.poll(written).toBe('And how much');
  });

  it('says when an address names one that is not here, and lets a question begin a new one', async () => {
    await page.goto(`${server.url}#/c/nobody-knows`);
    await page.getByText('This conversation is not here.').waitFor();
    await app.ask(FERRY);
    await expect.poll(place).not.toContain('nobody-knows');
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
  });

  it('goes on where it was stopped: the question of a page that was closed can be asked again', async () => {
    await page.evaluate(() => {
      const element = document.querySelector('cloister-app') as unknown as { rag: Record<string, unknown> };
      const { rag } = element;
      // An answer that does not come to its end.
      element.rag = new Proxy(rag, {
        get(target, name) {
          const never = (): ReadableStream => new ReadableStream();
          const value: unknown = name === 'ask' ? never : Reflect.get(target, name);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    });
    await app.field.fill(FERRY);
    await app.field.press('Enter');
    await app.answer.getByText('Searching …').waitFor();
    await showConversations();
    await link(FERRY).waitFor();
    await page.reload();
    await app.answer.getByText('Stopped.').waitFor();
    await app.answer.getByRole('button', { name: 'Ask again' }).click();
    await app.answer.getByText('seven in the morning').first().waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
  });

  it('shows what was quoted from a document that is no longer there, and says so', async () => {
    await app.ask(FERRY);
    await page.getByRole('button', { name: 'Remove ferry.txt' }).click();
    await app.answer.getByText('this document is no longer here').first().waitFor();
    expect(await app.answer.textContent()).toContain('seven in the morning');
    await page.reload();
    await app.answer.getByText('this document is no longer here').first().waitFor();
    await expect(app.answer.getByRole('button', { name: /ferry\.txt/ }).count()).resolves.toBe(0);
  });

  it('marks the quoted words in another version of their document, or says that they are gone', async () => {
    const ferry = app.answer.getByRole('button', { name: /ferry\.txt/ });
    await app.ask(FERRY);
    await app.addFiles({ 'ferry.txt': `Winter and summer.\n\n${FILES['ferry.txt']}` });
    await page.getByText('1 document was read.').waitFor();
    await page.reload();
    await ferry.click();
    const mark = app.source.locator('mark.answer');
    await mark.waitFor();
    expect(await mark.textContent()).toContain('seven in the morning');
    await app.addFiles({ 'ferry.txt': 'There is no ferry any more, take the bridge.' });
    await page.getByText('1 document was read.').waitFor();
    await page.reload();
    await page.getByText('It holds the quoted words no longer.').waitFor();
    await expect(app.source.locator('mark').count()).resolves.toBe(0);
  });

  it('stands where it was read, after a reload', async () => {
    await page.setViewportSize({ width: 900, height: 420 });
    for (const question of [FERRY, BAKERY, 'What does a ticket cost?', 'When does the ferry leave?'])
      await app.ask(question);
    const turns = page.locator('.turns');
    await turns.evaluate((element) => element.scrollTo({ top: 150, behavior: 'instant' }));
    await page.waitForFunction(() => document.querySelector('.turns')?.scrollTop === 150);
    await page.evaluate(
      () =>
        new Promise((drawn) => {
          requestAnimationFrame(() => requestAnimationFrame(drawn));
        }),
    );
    await page.addInitScript(() => {
      const seen: number[] = [];
      Object.assign(globalThis, { seen });
      // It does not bubble; every place that the reloaded conversation is seen at counts.
      document.addEventListener('scroll', ({ target }) => seen.push((target as Element).scrollTop), true);
    });
    await page.reload();
    await page.waitForFunction(() => document.querySelector('.turns')?.scrollTop === 150);
    await app.settle();
    expect(
      await page.evaluate(() => [...new Set((globalThis as unknown as { seen: number[] }).seen)]),
    ).toEqual([150]);
  });

  it('goes on when the disk is full, says so, and is kept when there is room again', async () => {
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...record) {
        if (this.name === 'turns') throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, record);
      };
      Object.assign(globalThis, { makeRoom: () => (IDBObjectStore.prototype.put = put) });
    });
    await app.ask(FERRY);
    await page.getByText('The browser has no space left for this site').waitFor();
    expect(await app.answer.textContent()).toContain('seven in the morning');
    await page.evaluate(() => (globalThis as unknown as { makeRoom: () => void }).makeRoom());
    await app.ask(BAKERY);
    await page.reload();
    await app.answer.waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(2);
  });

  it('is handed out as Markdown, with the words and places of its sources', async () => {
    await app.ask(BAKERY);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('What does the bakery sell on Sundays.md');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toMatch(/^# What does the bakery sell on Sundays\?$/m);
    expect(text).toMatch(/^> On Sundays the bakery sells/m);
    expect(text).toMatch(/^\\\[1\\\] bakery\.md, /m);
    expect(text).toContain('**Quotes from your documents**');
  });
});

describe('the list of conversations', () => {
  beforeEach(async () => {
    await app.ask(FERRY);
    await startNew();
    await app.ask(BAKERY);
    await showConversations();
  });

  it('names each by its first question, the latest first, and says which is open', async () => {
    await expect.poll(titles).toEqual([BAKERY, FERRY]);
    await expect(conversations().getByRole('heading', { name: 'Today' }).count()).resolves.toBe(1);
    await expect.poll(() => link(BAKERY).getAttribute('aria-current')).toBe('page');
    await link(FERRY).click();
    await page.getByRole('article', { name: FERRY }).waitFor();
    await expect.poll(() => link(FERRY).getAttribute('aria-current')).toBe('page');
    await expect.poll(() => link(BAKERY).getAttribute('aria-current')).toBeNull();
  });

  it('gives one another title, or leaves it with Escape', async () => {
    const title = page.getByRole('textbox', { name: 'Title of the conversation' });
    await conversations()
      .getByRole('button', { name: `Rename “${FERRY}”` })
      .click();
    await title.fill('Nonsense');
    await title.press('Escape');
    await link(FERRY).waitFor();
    await conversations()
      .getByRole('button', { name: `Rename “${FERRY}”` })
      .press('Enter');
    await title.fill('Holidays');
    await title.press('Enter');
    await link('Holidays').waitFor();
    await expect.poll(focusedName).toBe('Holidays');
    await page.reload();
    await link('Holidays').waitFor();
    await expect.poll(titles).toHaveLength(2);
  });

  it('deletes the open one and can put it back', async () => {
    const before = place();
    await conversations()
      .getByRole('button', { name: `Delete “${BAKERY}”` })
      .press('Enter');
    await page.getByText(`“${BAKERY}” was deleted.`).waitFor();
    await page.getByText('What would you like to know?').waitFor();
    await expect.poll(place).toBe('#/');
    await expect.poll(focusedName).toBe(FERRY);
    await conversations().getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('article', { name: BAKERY }).waitFor();
    await expect.poll(place).toBe(before);
    await conversations()
      .getByRole('button', { name: `Delete “${FERRY}”` })
      .click();
    await link(FERRY).waitFor({ state: 'detached' });
    await page.reload();
    await link(BAKERY).waitFor();
    await expect.poll(titles).toEqual([BAKERY]);
  });

  it('finds words of questions and of answers', async () => {
    const search = page.getByRole('searchbox', { name: 'Search conversations' });
    // The first word is in one question, the others in answers, which may quote the other document as well.
    await search.fill('what PLUM cake');
    await expect.poll(titles).toEqual([BAKERY]);
    await conversations()
      .getByText(/plum cake/)
      .waitFor();
    await search.fill('when island');
    await expect.poll(titles).toEqual([FERRY]);
    await search.fill('unicorn');
    await page.getByText('No conversation holds “unicorn”.').waitFor();
    await search.press('Escape');
    await expect.poll(titles).toEqual([BAKERY, FERRY]);
  });
});
