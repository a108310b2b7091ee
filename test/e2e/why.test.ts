import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import type { AnswerEvent } from '../../src/index.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';
import { findBarriers } from '../helpers/barriers.ts';
import { scriptModel } from '../helpers/scripted-model.ts';

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [320, 360, 700, 1280];
const HEIGHT = 800;

const PROMPT = [
  { role: 'system' as const, content: 'Answer the question using only the text.' },
  { role: 'user' as const, content: 'Text: The deposit is returned within six weeks.\n\nQuestion: When?' },
];

let browser: Browser;
let server: RunningServer;
let app: AppPage;
let page: Page;
let view: Locator;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
  app = await AppPage.open(browser, server.url, { viewport: { width: 1280, height: HEIGHT } });
  page = app.page;
  view = page.getByRole('dialog', { name: 'How this answer came about' });
  await app.addSamples();
  await app.settle();
});
afterAll(async () => {
  await app.close();
  await browser.close();
  await server.close();
});

async function explain(): Promise<void> {
  await app.answer.getByRole('button', { name: /^Why\?/ }).click();
  await view.getByRole('heading', { name: 'What was found' }).waitFor();
}

/** Barriers that axe finds in the open view, and how far the page is wider than its window, in every look of it. */
async function inspect(): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const barrier of await findBarriers(page, '.why-view')) faults.push(`${colorScheme}, ${barrier}`);
  }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    const over = await view.locator('.status-body').evaluate((body) => body.scrollWidth - body.clientWidth);
    if (over > 0) faults.push(`${width} px: ${over} px too wide`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  return faults;
}

describe('a question that leans on the one before', () => {
  it('is completed for the search, which is shown, and can be taken back', async () => {
    await app.ask('How high is the deposit?');
    await expect(app.answer.locator('.searched-as').count()).resolves.toBe(0);
    await app.ask('And when do we get it back?');
    await expect(app.answer.locator('.searched-as').textContent()).resolves.toContain(
      'Searched: deposit: And when do we get it back?',
    );
    await expect(app.answer.locator('mark.answer').first().textContent()).resolves.toContain('six weeks');

    const turns = await page.getByRole('article').count();
    await app.answer.getByRole('button', { name: 'Search my words as typed' }).click();
    await page.getByRole('article').nth(turns).locator('.byline').first().waitFor();
    await expect(app.answer.locator('.question-text').textContent()).resolves.toBe(
      'And when do we get it back?',
    );
    await expect(app.answer.locator('.searched-as').count()).resolves.toBe(0);
  });

  it('leaves alone what stands by itself', async () => {
    await app.ask('What did the replacement of the door drive cost?');
    await expect(app.answer.locator('.searched-as').count()).resolves.toBe(0);
  });
});

describe('the view that explains an answer', () => {
  it('shows what was searched, what both sides found, what was left out, and how long it took', async () => {
    await app.ask('How high is the deposit?');
    await app.ask('When is it returned?');
    await explain();
    await view.getByText('completed with words of your earlier questions').waitFor();
    const first = view.locator('.why-passages').first().getByRole('listitem').first();
    const said = (await first.textContent()) ?? '';
    expect(said).toContain('Place 1');
    expect(said).toContain('Lease.pdf, page 2');
    expect(said).toMatch(/place \d+, score \d+\.\d/);
    expect(said).toMatch(/place \d+, closeness 0\.\d\d/);
    expect(said).toContain('deposit · returned');
    await expect(view.getByText('Others fit better').count()).resolves.toBeGreaterThan(0);
    await expect(view.getByText('Comparing sentences with the question').count()).resolves.toBe(1);
    await expect(view.getByText('no language model wrote').count()).resolves.toBe(1);
  });

  it('tells of any document where its passages ranked, and why', async () => {
    await view.getByRole('button', { name: 'Dishwasher manual.docx' }).first().click();
    const verdict = view.locator('.why-verdicts').getByRole('listitem').first();
    await verdict.waitFor();
    const said = (await verdict.textContent()) ?? '';
    expect(said).toMatch(/It was found at place \d+\. The first 5 were used\.|It is not among the best 200/);
    expect(said).toMatch(/lacks (?:\S+, )*deposit/);
    expect(said).toMatch(/the last one used: 0\.\d\d/);
  });

  it('tells of words of a passage where it ranked, by the keyboard', async () => {
    const field = view.getByRole('textbox', { name: 'Words of the passage' });
    await field.fill('deposit separate from her own money');
    await field.press('Enter');
    await view.getByText('It was found, at place 1.').waitFor();
    await field.fill('xylophone zeppelin');
    await field.press('Enter');
    await view.getByText('No passage holds these words.').waitFor();
    await expect(view.locator('.why-verdicts li').count()).resolves.toBe(0);
  });

  it('has no barrier that axe can find, in light and dark, and fits on a phone', async () => {
    await judgeWord('deposit');
    expect(await inspect()).toEqual([]);
  });

  it('gives the focus back, and opens a passage in its document', async () => {
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    await expect.poll(() => page.locator(':focus').textContent()).toContain('Why?');
    await explain();
    await view.getByRole('button', { name: 'Lease.pdf, page 2' }).first().click();
    await app.source.locator('.pdf-page, .source-text').first().waitFor();
    await view.waitFor({ state: 'detached' });
    await app.leaveSource();
  });

  it('tells of a document that was not searched why', async () => {
    await app.row('Dishwasher manual.docx').getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Ask only this one' }).click();
    await app.ask('How often should the filter be cleaned?');
    await explain();
    await expect(view.getByText('Searched only in').count()).resolves.toBe(1);
    await view.locator('.why-documents').getByRole('button', { name: 'Lease.pdf' }).click();
    await view.getByText('It was not searched, because').first().waitFor();
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Search all documents again' }).click();
  });

  it('shows the whole prompt of a model, and copies it', async () => {
    await page.context().grantPermissions(['clipboard-write']);
    await scriptModel(app);
    await app.ask('How high is the deposit?');
    await app.answer.getByRole('button', { name: 'Write an answer' }).click();
    await app.answer.locator('.pending').waitFor();
    const done: AnswerEvent = {
      type: 'done',
      finish: 'stop',
      text: 'Within six weeks.',
      author: { kind: 'model', name: 'SmolLM2 135M' },
      citations: [],
      timings: { search: 12, answer: 3_400 },
      prompt: { messages: PROMPT, tokens: 1234, leftOut: { sources: 2, turns: 0 } },
    };
    await page.evaluate((event) => {
      const { answer } = globalThis as unknown as { answer: { write(event: AnswerEvent): void } };
      answer.write(event);
    }, done);
    await app.answer.locator('.written', { hasText: 'Within six weeks.' }).waitFor();
    await explain();
    await expect(view.getByText('1,234 tokens').count()).resolves.toBe(1);
    await expect(view.getByText('2 sources had no room.').count()).resolves.toBe(1);
    for (const { content } of PROMPT) await view.locator('pre', { hasText: content }).waitFor();
    expect(await inspect()).toEqual([]);
    await view.getByRole('button', { name: 'Copy' }).click();
    await view.getByRole('button', { name: 'Copied' }).waitFor();
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    // The page itself may not read the clipboard; its policy sees to that.
    await app.field.press('ControlOrMeta+V');
    for (const { content } of PROMPT)
      await expect.poll(() => app.field.innerText()).toContain(content.split('\n')[0]);
  });
});

/** Lets the view judge the passages with this word, so that all of it is there to be looked at. */
async function judgeWord(word: string): Promise<void> {
  const box = view.getByRole('textbox', { name: 'Words of the passage' });
  await box.fill(word);
  await box.press('Enter');
  await view.locator('.why-verdicts li').first().waitFor();
}
