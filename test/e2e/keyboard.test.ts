import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  server = await serve({ folder: DIST, port: 0 });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

/** What the focus is on, in words. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? '';
  });
}

/** Presses Tab until the focus is on an element with this text. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(text)) return;
  }
  throw new Error(`Tab never reaches “${text}”.`);
}

describe('the keyboard alone', () => {
  it('adds documents, asks, opens a source, comes back, and begins anew', async () => {
    const app = await AppPage.open(browser, server.url);
    const { page } = app;
    await tabTo(page, 'Try it with sample documents');
    await page.keyboard.press('Enter');
    await page.getByText('5 documents were read.').waitFor();
    await page.keyboard.press('/');
    await expect.poll(() => focused(page)).toBe('Your question');
    await page.keyboard.type('What did the replacement of the door drive cost?');
    await page.keyboard.press('Enter');
    await app.answer.getByRole('button').first().waitFor();
    // Until then Escape stops the answer.
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press(']');
    await expect.poll(() => focused(page)).toMatch(/^Source 1: /);
    const mark = await focused(page);
    await page.keyboard.press('Enter');
    await app.source.locator('mark').first().waitFor();
    await page.keyboard.press('Escape');
    await app.source.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe(mark);
    await page.keyboard.press('d');
    await page.locator('.documents :focus').waitFor();
    await page.keyboard.press('n');
    await page.getByText('What would you like to know?').waitFor();
    await expect.poll(() => focused(page)).toBe('Your question');
    await app.close();
  });

  it('shows the sheet of keys, and lets single keys be switched off', async () => {
    const app = await AppPage.open(browser, server.url);
    const { page } = app;
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await page.keyboard.press('?');
    await sheet.waitFor();
    // A dialog has its own keys.
    await page.keyboard.press('n');
    await sheet.getByRole('button', { name: 'Single keys are on' }).click();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    expect(await sheet.isVisible()).toBe(false);
    await page.goto(`${server.url}#/settings/appearance`);
    await page.getByRole('button', { name: 'Show all keys' }).click();
    await sheet.getByRole('button', { name: 'Single keys are on', pressed: false }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await sheet.waitFor();
    await app.close();
  });
});
