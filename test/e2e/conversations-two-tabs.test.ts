import type { Browser, BrowserContext } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';

const FERRY = 'When does the ferry to the island leave?';
const TICKET = 'What does a ticket for the ferry cost?';
const DOCUMENT = 'The ferry to the island leaves at seven in the morning. A ticket costs twelve euros.';

describe('a conversation that is open in two tabs', () => {
  let browser: Browser;
  let server: RunningServer;
  let context: BrowserContext;
  let here: AppPage;
  let there: AppPage;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block' });
    here = await AppPage.openIn(context, server.url);
    await here.addFiles({ 'ferry.txt': DOCUMENT });
    await here.page.getByText('1 document was read.').waitFor();
    await here.ask(FERRY);
    there = await here.openTab();
    await there.answer.waitFor();
  });
  afterEach(() => here.close());

  const questions = ({ page }: AppPage): Promise<(string | null)[]> =>
    page.getByRole('article').evaluateAll((turns) => turns.map((turn) => turn.ariaLabel));

  it('shows in each what was asked in the other, and loses none of what is asked at once', async () => {
    await there.ask(TICKET);
    await here.page.getByRole('article', { name: TICKET }).getByText('twelve euros').first().waitFor();
    const more = ['Does the ferry leave at seven?', 'Does a ticket cost twelve euros?'] as const;
    await Promise.all([here.ask(more[0]), there.ask(more[1])]);
    for (const { page } of [here, there])
      for (const question of more)
        await page.getByRole('article', { name: question }).locator('.byline').first().waitFor();
    await there.page.reload();
    await there.page.getByRole('article').nth(3).waitFor();
    expect(new Set(await questions(there))).toEqual(new Set([FERRY, TICKET, ...more]));
    const asked = await questions(there);
    await expect.poll(() => questions(here)).toEqual(asked);
  });

  it('goes from both when one deletes it, and comes back to both', async () => {
    const show = async ({ page }: AppPage): Promise<void> =>
      page.getByRole('button', { name: 'Conversations', exact: true }).click();
    await show(here);
    await show(there);
    await there.page.getByRole('button', { name: `Delete “${FERRY}”` }).click();
    await here.page.getByText('This conversation is not here.').waitFor();
    await here.page.getByText('No conversations yet.').waitFor();
    await there.page.getByRole('button', { name: 'Undo' }).click();
    for (const { page } of [here, there]) await page.getByRole('article', { name: FERRY }).waitFor();
    await here.page.getByRole('link', { name: FERRY }).waitFor();
    await expect.poll(() => questions(here)).toEqual([FERRY]);
  });

  it('says in the second that the first is searching, until it is done or gone', async () => {
    await here.page.evaluate(() => {
      const element = document.querySelector('cloister-app') as unknown as { rag: Record<string, unknown> };
      element.rag = new Proxy(element.rag, {
        get(target, name) {
          const never = (): ReadableStream => new ReadableStream();
          const value: unknown = name === 'ask' ? never : Reflect.get(target, name);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    });
    await here.field.fill(TICKET);
    await here.field.press('Enter');
    const turn = there.page.getByRole('article', { name: TICKET });
    await turn.getByText('Searching …').waitFor();
    await there.page.reload();
    await turn.getByText('Searching …').waitFor();
    await here.page.close();
    await turn.getByText('Stopped.').waitFor();
    await turn.getByRole('button', { name: 'Ask again' }).click();
    await turn.getByText('twelve euros').first().waitFor();
    await expect.poll(() => questions(there)).toEqual([FERRY, TICKET]);
  });
});
