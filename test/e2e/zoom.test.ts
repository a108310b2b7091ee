import { expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';

it('can be read and used at 400 % zoom, which makes 320 × 256 of a desk’s window', async () => {
  const [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
  const app = await AppPage.open(browser, server.url, { viewport: { width: 320, height: 256 } });
  const { page } = app;
  await app.addSamples();
  await app.ask('What did the replacement of the door drive cost?');
  /** Whether a person sees the middle of an element, once it is scrolled to. */
  const isSeen = (selector: string): Promise<boolean> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
  for (const selector of ['.question', '.quotes mark', '.citation', '.question-field', '.seal'])
    expect([selector, await isSeen(selector)]).toEqual([selector, true]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await app.close();
  await browser.close();
  await server.close();
});
