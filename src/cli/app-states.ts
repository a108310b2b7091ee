import type { Page } from 'playwright';
import type { AppElement } from './app-session.ts';

const SETTINGS = ['models', 'storage', 'privacy', 'appearance', 'about'];
const QUESTION = 'Can we keep a dog in the flat?';
const FOLLOW_UP = 'And a snake?';
const UNANSWERED = 'Which astronaut repaired the Hubble telescope?';

/** Asks and waits until the answer stands. */
async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.keyboard.press('Enter');
  await page
    .getByRole('article', { name: question })
    .getByRole('button', { name: /^Why\?/ })
    .waitFor();
}

/** Leads the built app through its pages and states, with the sample documents; `visit` is called in each. */
export async function visitStates(
  page: Page,
  url: string,
  visit: (state: string) => Promise<void>,
): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Try it with sample documents' }).waitFor();
  await visit('empty');
  await page.getByRole('button', { name: 'Try it with sample documents' }).click();
  await page.getByText('documents were read').waitFor();
  await page.evaluate(() => document.querySelector<AppElement>('cloister-app')?.rag?.settled());
  await page.getByText('What would you like to know?').waitFor();
  await page.locator('.document-list progress').first().waitFor({ state: 'detached' });
  await visit('documents');
  await visitAnswers(page, visit);
  await visitPlaces(page, url, visit);
}

async function visitAnswers(page: Page, visit: (state: string) => Promise<void>): Promise<void> {
  await ask(page, QUESTION);
  await visit('answer');
  await page.locator('.citation').first().click();
  await page
    .locator('.pdf-page')
    .filter({ has: page.locator('.answer') })
    .locator('canvas')
    .waitFor();
  await visit('source');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await page.locator('.source-text mark.answer').waitFor();
  await visit('source-text');
  await page.getByRole('button', { name: 'Back to the answer' }).click();
  await page
    .getByRole('button', { name: /^Why\?/ })
    .last()
    .click();
  await page.getByRole('dialog').getByText('It should have found').first().waitFor();
  await visit('why');
  await page.keyboard.press('Escape');
  await ask(page, FOLLOW_UP);
  await visit('follow-up');
  await ask(page, UNANSWERED);
  await visit('not-found');
}

async function visitPlaces(page: Page, url: string, visit: (state: string) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Conversations', exact: true }).click();
  await page.locator('.kept-conversation').waitFor();
  await visit('conversations');
  await page.getByRole('button', { name: 'On this device' }).click();
  await page.getByRole('dialog').waitFor();
  await visit('status');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (const name of SETTINGS) {
    await page.goto(`${url}#/settings/${name}`);
    await page.locator('.settings-page > :not(h2, .opening) *').first().waitFor();
    await page.locator('.settings-page .opening, .settings-page .pending').waitFor({ state: 'detached' });
    await visit(`settings-${name}`);
  }
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await visit('keys');
}
