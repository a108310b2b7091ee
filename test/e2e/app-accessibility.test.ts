import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';
import { findBarriers } from '../helpers/barriers.ts';
import { scriptModel, visitWriting, WRITING_STATES } from '../helpers/scripted-model.ts';

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [320, 360, 700, 1100, 1280];
/** Where the page is laid out for a phone, and for a desk. */
const AXE_WIDTHS = [360, 1280];
/** Every state is looked at four times, one after the other. */
const VISIT_MS = 600_000;
const HEIGHT = 800;
const STATES = [
  'empty',
  'documents',
  'failed file',
  'answer',
  'source',
  'source page',
  'refused',
  'status',
  'conversations',
  'other title',
  'found',
  'nothing found',
  'deleted',
  'missing conversation',
  ...WRITING_STATES,
];

/** How far the page is wider than its window, in pixels. */
function measureOverflow({ page }: AppPage): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** Leads through the states of the page; `check` is called in each, in the order of `STATES`. */
async function visitStates(app: AppPage, check: (state: string) => Promise<void>): Promise<void> {
  const { page } = app;
  await check('empty');
  await app.addSamples();
  await app.settle();
  await app.row('Lease.pdf').getByText('Ready').waitFor();
  await check('documents');
  await app.addFiles({ 'broken.pdf': '%PDF-1.7 and nothing else' });
  await page.getByText('1 document could not be read.').waitFor();
  await check('failed file');
  await app.ask('What did the replacement of the door drive cost?');
  await check('answer');
  await app.answer.getByRole('button').first().click();
  await app.source.locator('mark').first().waitFor();
  await check('source');
  await app.leaveSource();
  await app.ask('How high is the deposit?');
  await app.answer
    .getByRole('button', { name: /Lease\.pdf, page/ })
    .first()
    .click();
  await app.source.locator('.pdf-page canvas').first().waitFor();
  await check('source page');
  await app.leaveSource();
  await app.ask('Which astronaut repaired the Hubble telescope?');
  await check('refused');
  await page.getByRole('button', { name: 'On this device' }).click();
  await page.getByRole('dialog').waitFor();
  await check('status');
  await page.keyboard.press('Escape');
  await visitConversations(app, check);
  await scriptModel(app);
  await visitWriting(app, 'How high is the deposit and when do we get it back?', check);
}

async function visitConversations(
  { page, answer }: AppPage,
  check: (state: string) => Promise<void>,
): Promise<void> {
  const search = page.getByRole('searchbox');
  await page.getByRole('button', { name: 'Conversations', exact: true }).click();
  await page.locator('.kept-conversation').waitFor();
  await check('conversations');
  await page.getByRole('button', { name: /^Rename/ }).click();
  await page.getByRole('textbox', { name: 'Title of the conversation' }).waitFor();
  await check('other title');
  await page.keyboard.press('Escape');
  await search.fill('tenants');
  await page.locator('.excerpt').waitFor();
  await check('found');
  await search.fill('unicorn');
  await page.getByText('No conversation holds').waitFor();
  await check('nothing found');
  await search.press('Escape');
  const address = page.url();
  await page.getByRole('button', { name: /^Delete/ }).click();
  await page.getByText('was deleted.').waitFor();
  await check('deleted');
  await page.goto(address);
  await page.getByText('This conversation is not here.').waitFor();
  await check('missing conversation');
  await page.getByRole('button', { name: 'Undo' }).click();
  await answer.waitFor();
  await page.getByRole('button', { name: 'Documents', exact: true }).click();
}

describe('the page in every state', () => {
  let browser: Browser;
  let server: RunningServer;
  /** By what was looked at: "360 px, light, empty" or "320 px, empty". */
  const barriers = new Map<string, string[]>();
  const overflows = new Map<string, number>();

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
    const app = await AppPage.open(browser, server.url, { viewport: { width: 1280, height: HEIGHT } });
    await visitStates(app, async (state) => {
      for (const width of AXE_WIDTHS) {
        await app.page.setViewportSize({ width, height: HEIGHT });
        for (const colorScheme of SCHEMES) {
          await app.page.emulateMedia({ colorScheme });
          barriers.set(`${width} px, ${colorScheme}, ${state}`, await findBarriers(app.page));
        }
      }
      for (const width of WIDTHS) {
        await app.page.setViewportSize({ width, height: HEIGHT });
        overflows.set(`${width} px, ${state}`, await measureOverflow(app));
      }
    });
    await app.close();
  }, VISIT_MS);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  describe.each(STATES)('%s', (state) => {
    describe.each(AXE_WIDTHS)('at %i pixels', (width) => {
      it.each(SCHEMES)('has no barrier that axe can find in %s colours', (scheme) => {
        expect(barriers.get(`${width} px, ${scheme}, ${state}`)).toEqual([]);
      });
    });

    it.each(WIDTHS)('needs no sideways scrolling at %i pixels', (width) => {
      expect(overflows.get(`${width} px, ${state}`)).toBe(0);
    });
  });
});
