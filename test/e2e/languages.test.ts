import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../src/index.ts';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';

const OFFER = /^Search them by meaning too \(loads 74 MB once\)$/;

/** Two short texts that have no word in common with the questions below. */
const GERMAN = {
  'Mietvertrag.txt':
    'Der Mieter zahlt die Miete bis zum dritten Werktag des Monats. Die Kaution beträgt drei Monatsmieten.',
  'Katze.txt': 'Die Katze schläft auf dem Ofen. Morgens bekommt sie Milch und abends ein wenig Fisch.',
};

let browser: Browser;
let server: RunningServer;
let app: AppPage;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
  app = await AppPage.open(browser, server.url);
  page = app.page;
});
afterAll(async () => {
  await app.close();
  await browser.close();
  await server.close();
});

const readStatus = (): Promise<Status | undefined> =>
  page.evaluate(() => document.querySelector<AppElement>('cloister-app')?.rag?.status());

/** The document that the best quote to a question is from. */
async function bestDocument(question: string): Promise<string | undefined> {
  await app.ask(question);
  const [best] = await app.answer.getByRole('button', { name: /^Source 1: / }).all();
  return best?.innerText();
}

describe('documents that are not in English', () => {
  it('are offered the model for every language, with its size', async () => {
    await app.addFiles({ 'manual.txt': 'Clean the filter every two weeks.' });
    await page.getByText('1 document was read.').waitFor();
    await expect(page.getByRole('button', { name: OFFER }).count()).resolves.toBe(0);
    await app.addFiles(GERMAN);
    await page.getByRole('button', { name: OFFER }).waitFor();
    await app.settle();
    expect(await readStatus()).toMatchObject({
      embedder: { modelId: 'all-MiniLM-L6-v2' },
      recommendedEmbedder: { id: 'multilingual-e5-small' },
    });
  });

  it('are then found by questions in another language', async () => {
    await page.getByRole('button', { name: OFFER }).click();
    await page.getByRole('button', { name: OFFER }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector<AppElement>('cloister-app')?.rag !== undefined);
    await app.settle();
    const status = await readStatus();
    expect(status).toMatchObject({ embedder: { modelId: 'multilingual-e5-small' }, settled: true });
    expect(status?.embedded).toBe(status?.passages);
    expect(status?.recommendedEmbedder).toBeUndefined();
    expect(await bestDocument('How much is the deposit for the flat?')).toContain('Mietvertrag.txt');
    expect(await bestDocument('What does the animal eat in the evening?')).toContain('Katze.txt');
  });

  it('keep that model over a reload', async () => {
    await page.reload();
    await app.row('Katze.txt').getByText('Ready').waitFor();
    await app.settle();
    expect(await readStatus()).toMatchObject({ embedder: { modelId: 'multilingual-e5-small' } });
    await expect(page.getByRole('button', { name: OFFER }).count()).resolves.toBe(0);
    expect(await bestDocument('How much is the deposit for the flat?')).toContain('Mietvertrag.txt');
  });
});
