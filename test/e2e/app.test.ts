import type { Browser, Page, Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';

const DEPOSIT = 'How high is the deposit and when do we get it back?';

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

async function openApp(): Promise<void> {
  app = await AppPage.open(browser, server.url);
  page = app.page;
}

/** Name of the element that has the focus, as a screen reader would say it. */
function focusedName(): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.ariaLabel ?? activeElement?.textContent?.trim().replaceAll(/\s+/g, ' ') ?? '';
  });
}

/** Waits until it lies within what is seen of the source. */
async function expectInView(place: Locator): Promise<void> {
  const isInView = (): Promise<boolean> =>
    place.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const view = element.closest('.source-text')!.getBoundingClientRect();
      return box.top >= view.top && box.bottom <= view.bottom;
    });
  await expect.poll(isInView).toBe(true);
}

/** Share of dark points on the drawn page under a mark: letters are some, empty paper is none. */
function inkUnder(mark: Locator): Promise<number> {
  return mark.evaluate((rect: SVGRectElement) => {
    const canvas = rect.closest('.pdf-page')!.querySelector('canvas')!;
    const [page, box] = [canvas.getBoundingClientRect(), rect.getBoundingClientRect()];
    const scale = canvas.width / page.width;
    const copy = new OffscreenCanvas(Math.ceil(box.width * scale), Math.ceil(box.height * scale));
    const context = copy.getContext('2d')!;
    context.drawImage(canvas, (page.left - box.left) * scale, (page.top - box.top) * scale);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 192) dark += 1;
    return dark / (data.length / 4);
  });
}

describe('asking the samples', () => {
  // Making vectors takes longest here, so the tests of this block share one corpus.
  beforeAll(async () => {
    await openApp();
    await app.addSamples();
    await app.settle();
  });
  afterAll(() => app.close());

  it('answers with quotes that open at their very words, and back', async () => {
    await app.ask(DEPOSIT);
    await expect(app.answer.getByText('Quotes from your documents').count()).resolves.toBe(1);
    const quote = app.answer.getByRole('listitem').filter({ hasText: 'Lease.pdf' }).first();
    expect(await app.answer.textContent()).toMatch(/2,360 euros|six weeks/);
    const words = await quote.locator('mark.answer').first().textContent();
    const citation = quote.getByRole('button', { name: /^Source \d: Lease\.pdf, page \d$/ });
    await citation.click();

    const pageMark = app.source.locator('.pdf-page rect.answer').first();
    await pageMark.waitFor();
    await expectInView(pageMark);
    const figure = app.source.locator('.pdf-page').filter({ has: app.page.locator('rect.answer') });
    expect(await figure.getAttribute('aria-label')).toContain(words?.replace(/\s+/g, ' '));
    await figure.locator('canvas').waitFor();
    expect(await inkUnder(pageMark)).toBeGreaterThan(0.02);

    await app.source.getByRole('button', { name: 'Text' }).click();
    const mark = app.source.locator('mark.answer').first();
    await mark.waitFor();
    expect(await mark.textContent()).toBe(words);
    await expectInView(mark);
    await expect(app.source.getByText(/^Page \d$/).count()).resolves.toBeGreaterThan(1);
    await app.page.keyboard.press('Escape');
    await app.source.waitFor({ state: 'detached' });
    await citation.click();

    await expect.poll(focusedName).toBe('Back to the answer');
    await page.keyboard.press('Enter');
    await app.source.waitFor({ state: 'detached' });
    await expect.poll(focusedName).toMatch(/^Source \d: Lease\.pdf, page \d$/);
  });

  it('shows the row of a table with its column names', async () => {
    await app.ask('What did the replacement of the door drive cost?');
    const row = app.answer.locator('dl.cells').filter({ hasText: '6240.00' });
    expect(await row.first().innerText()).toMatch(/Amount EUR\s+6240\.00/);
    await app.answer.getByRole('button', { name: 'Building costs 2025.csv, row 18' }).click();
    await app.source.locator('mark.answer').first().waitFor();
    expect((await app.source.locator('mark.answer').allTextContents()).join(' ')).toContain('6240.00');
  });

  it('says plainly what is not in the documents and offers the closest passages', async () => {
    await app.ask('Which astronaut repaired the Hubble telescope?');
    await expect(app.answer.getByText('Not in your documents', { exact: true }).count()).resolves.toBe(1);
    await expect(app.answer.locator('mark').count()).resolves.toBe(0);
    await expect(app.answer.getByRole('heading', { name: 'Closest passages' }).count()).resolves.toBe(1);
  });

  it('says that no passage holds a phrase in quotation marks, and answers all the same', async () => {
    const notice = app.answer.getByText(/word for word/);
    await app.ask('How high is the "deposit of the tenant house"?');
    expect(await notice.allTextContents()).toEqual([
      'No passage holds “deposit of the tenant house” word for word.',
    ]);
    expect(await app.answer.textContent()).toContain('Lease.pdf');
    await app.ask(DEPOSIT);
    await expect(notice.count()).resolves.toBe(0);
  });

  it('shows what may answer as the closest passages, with their sources', async () => {
    await page.evaluate(() => {
      const element = document.querySelector<AppElement>('cloister-app');
      if (!element) throw new Error('There is no app in the page.');
      const { rag } = element;
      element.rag = Object.create(rag, {
        ask: {
          value: async function* (...question: Parameters<typeof rag.ask>) {
            for await (const event of rag.ask(...question))
              yield event.type === 'sources' ? { ...event, confidence: 'doubtful' } : event;
          },
        },
        documents: { value: () => rag.documents() },
        status: { value: () => rag.status() },
      }) as typeof rag;
    });
    await app.ask(DEPOSIT);
    await expect(app.answer.getByRole('heading', { name: 'Closest passages' }).count()).resolves.toBe(1);
    await expect(app.answer.getByText('Not in your documents', { exact: true }).count()).resolves.toBe(0);
    const quote = app.answer.getByRole('listitem').filter({ hasText: 'Lease.pdf' }).first();
    expect(await quote.locator('mark.answer').first().textContent()).toMatch(/\w/);
    await quote.getByRole('button', { name: /^Source \d: Lease\.pdf, page \d$/ }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^No sure answer, \d close passages? (?:is|are) shown\./ })
      .waitFor({ state: 'attached' });
  });

  it('keeps documents over a reload', async () => {
    await page.reload();
    await app.row('Lease.pdf').getByText('Ready').waitFor();
    await expect.poll(() => app.rows.count()).toBe(5);
    await app.ask(DEPOSIT);
    expect(await app.answer.textContent()).toContain('Lease.pdf');
  });

  it('shows what runs here, with the hash of every file of the model', async () => {
    await app.settle();
    await page.getByRole('button', { name: 'On this device' }).click();
    const panel = page.getByRole('dialog', { name: 'What runs on this device' });
    const status = await page.evaluate(() =>
      document.querySelector<AppElement>('cloister-app')?.rag.status(),
    );
    expect(status?.embedder?.files.length).toBeGreaterThan(0);
    // The page looks by itself at what runs, and a little later than this test.
    for (const { path, sha256 } of status?.embedder?.files ?? []) {
      await expect.poll(() => panel.innerText()).toContain(path);
      expect(await panel.innerText()).toContain(sha256);
    }
    expect(await panel.innerText()).toContain('on: no other page shares this process');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await expect.poll(focusedName).toBe('On this device');
  });
});

describe('changing one’s mind', () => {
  beforeEach(openApp);
  afterEach(() => app.close());

  it('removes a document from the list and from answers, keeps the focus, and can put it back', async () => {
    await app.addSamples();
    await page.getByRole('button', { name: 'Remove Lease.pdf' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Lease.pdf was removed.').waitFor();
    await expect.poll(() => app.rows.count()).toBe(4);
    await expect.poll(focusedName).toBe('Remove Dishwasher manual.docx');
    await app.ask(DEPOSIT);
    expect(await app.answer.textContent()).not.toContain('Lease.pdf');

    await page.getByRole('button', { name: 'Undo' }).click();
    await app
      .row('Lease.pdf')
      .getByText(/Words ready|Meaning|Ready/)
      .waitFor();
    await app.ask(DEPOSIT);
    expect(await app.answer.textContent()).toContain('Lease.pdf');
  });

  it('stops an answer that is under way', async () => {
    await app.addFiles({ 'lease.txt': 'The deposit is 2,360 euros.' });
    await app.row('lease.txt').waitFor();
    await page.evaluate(() => {
      const element = document.querySelector<AppElement>('cloister-app');
      if (!element) throw new Error('There is no app in the page.');
      const { rag } = element;
      element.rag = Object.create(rag, {
        // An answer that would never end by itself.
        ask: {
          value: async function* (_question: string, { signal }: { signal: AbortSignal }) {
            yield { type: 'sources', passages: [] };
            await new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason as Error));
            });
          },
        },
        documents: { value: () => rag.documents() },
        status: { value: () => rag.status() },
      }) as typeof rag;
    });
    await app.field.fill(DEPOSIT);
    await app.field.press('Enter');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await app.answer.getByText('Stopped.').waitFor();
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
    const announced = page.getByRole('status').filter({ hasText: 'The answer was stopped.' });
    await expect.poll(() => announced.count()).toBe(1);
  });
});

describe('adding documents', () => {
  beforeEach(openApp);
  afterEach(() => app.close());

  it('reads the good files beside bad ones, and says of the bad ones why', async () => {
    await app.addFiles({
      'garden.txt': 'The old apple tree behind the shed bears fruit every second year.',
      'broken.pdf': '%PDF-1.7 and then nothing that a reader could use',
      'empty.docx': '',
    });
    await page.getByText('1 document was read. 2 could not be read.').waitFor();
    for (const name of ['broken.pdf', 'empty.docx']) {
      const reason = await app.row(name).locator('.document-state').innerText();
      expect(reason).toMatch(/^Failed: [a-z ]{5,}$/);
    }
    await app.ask('How often does the apple tree bear fruit?');
    expect(await app.answer.textContent()).toContain('every second year');
  });

  it('takes files that are dropped anywhere, and says when one was there already', async () => {
    const drop = (): Promise<void> =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['The kettle whistles at noon.'], 'kettle.txt'));
        for (const type of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      });
    await drop();
    await page.getByText('1 document was read.').waitFor();
    await drop();
    await page.getByText('This document was there already.').waitFor();
    await expect.poll(() => app.rows.count()).toBe(1);
  });

  it('shows a window of a long document around the quoted words, and more of it on demand', async () => {
    const lines = Array.from({ length: 1000 }, (_, line) => `Paragraph ${line} speaks of sheep and hills.`);
    lines[500] = 'The lighthouse keeper owns nineteen parrots.';
    await app.addFiles({ 'long.md': lines.join('\n\n') });
    await page.getByText('1 document was read.').waitFor();
    await app.ask('How many parrots does the lighthouse keeper own?');
    await app.answer
      .getByRole('button', { name: /long\.md/ })
      .first()
      .click();
    await app.source.locator('mark.answer', { hasText: 'nineteen parrots' }).waitFor();
    const shown = app.source.locator('.block-paragraph');
    await expect(shown.count()).resolves.toBe(200);
    await app.source.getByRole('button', { name: 'Show earlier text' }).click();
    await app.source.getByText('Paragraph 300 ').waitFor();
    await app.source.getByRole('button', { name: 'Show more text' }).click();
    await expect.poll(() => shown.count()).toBe(600);
  });

  it('sends with Enter and breaks the line with Shift and Enter', async () => {
    await app.addFiles({ 'kettle.txt': 'The kettle whistles at noon.' });
    await page.getByText('1 document was read.').waitFor();
    await app.field.fill('When does');
    await app.field.press('Shift+Enter');
    await app.field.pressSequentially('the kettle whistle?');
    await expect(page.getByRole('article').count()).resolves.toBe(0);
    await app.field.press('Enter');
    await app.answer.locator('.byline').first().waitFor();
    await expect.poll(() => app.field.innerText()).toBe('');
    expect(await app.answer.textContent()).toContain('The kettle whistles at noon.');
  });
});
