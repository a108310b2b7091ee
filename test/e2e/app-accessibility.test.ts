import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';

let browser: Browser;
let server: RunningServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** What axe finds, a line each, so that a failure says which element it is. */
async function findViolations({ page }: AppPage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** How far the page is wider than its window, in pixels. */
function measureOverflow({ page }: AppPage): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** Leads through the states of the page; `check` is called in each. */
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
  await page.getByRole('button', { name: 'Back to the answer' }).click();
  await app.ask('Which astronaut repaired the Hubble telescope?');
  await check('refused');
  await page.getByRole('button', { name: 'On this device' }).click();
  await page.getByRole('dialog').waitFor();
  await check('status');
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it('has no barrier that axe can find, in any state', async () => {
    const app = await AppPage.open(browser, server.url, { colorScheme });
    const found: Record<string, string[]> = {};
    await visitStates(app, async (state) => {
      const violations = await findViolations(app);
      if (violations.length > 0) found[state] = violations;
    });
    await app.close();
    expect(found).toEqual({});
  });
});

describe.each([320, 375, 700, 1100, 1280])('on a screen of %i pixels', (width) => {
  it('never needs sideways scrolling', async () => {
    const app = await AppPage.open(browser, server.url, { viewport: { width, height: 720 } });
    const overflows: Record<string, number> = {};
    await visitStates(app, async (state) => {
      const overflow = await measureOverflow(app);
      if (overflow > 0) overflows[state] = overflow;
    });
    await app.close();
    expect(overflows).toEqual({});
  });
});
