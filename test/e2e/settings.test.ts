import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { version } from '../../package.json';
import { SETTINGS_PAGES } from '../../src/app/route.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';
import { findBarriers } from '../helpers/barriers.ts';

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

describe('settings', () => {
  it('lets a person see that the browser refuses other addresses', async () => {
    const app = await AppPage.open(browser, server.url);
    const { page } = app;
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Privacy' }).click();
    await page.getByRole('button', { name: 'Try it now' }).click();
    await page.getByText('Refused. The browser blocks every connection').waitFor();
    const hosts = page.locator('.requests dt');
    expect(await hosts.allTextContents()).toEqual([new URL(server.url).host]);
    // The refusal is what the browser complains about.
    app.forgetComplaints();
    await app.close();
  });

  it('says so where nothing enforces that', async () => {
    const app = await AppPage.open(browser, server.url);
    const { page } = app;
    await page.route('**/*', async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers() };
      delete headers['content-security-policy'];
      await route.fulfill({ response, headers });
    });
    await page.goto(`${server.url}?unsealed#/settings/privacy`);
    await page.getByRole('button', { name: 'Try it now' }).click();
    await page.getByText('Not refused.').waitFor();
    expect(await page.getByText('Refused. The browser').count()).toBe(0);
    // The model is still on its way.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    app.forgetComplaints();
    await app.close();
  });

  it('keeps the language and the theme over a reload, and goes back to where it came from', async () => {
    const app = await AppPage.open(browser, `${server.url}#/settings/appearance`, { colorScheme: 'light' });
    const { page } = app;
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    await expect.poll(background).not.toBe(light);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Aussehen' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(await background()).not.toBe(light);
    await page.getByRole('link', { name: 'Zurück zu Ihren Dokumenten' }).click();
    await page.getByText('Fragen Sie Ihre eigenen Dokumente.').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Aussehen' }).waitFor();
    await page.getByRole('link', { name: 'Über' }).click();
    await page.getByText(version, { exact: true }).waitFor();
    await app.close();
  });

  it('speaks the language of the browser until another one is chosen', async () => {
    const app = await AppPage.open(browser, server.url, { locale: 'de-AT' });
    await app.page.getByText('Fragen Sie Ihre eigenen Dokumente.').waitFor();
    expect(await app.page.locator('html').getAttribute('lang')).toBe('de');
    await app.close();
  });

  describe('looked at', () => {
    let app: AppPage;
    beforeAll(async () => {
      app = await AppPage.open(browser, server.url);
    });
    afterAll(() => app.close());

    describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
      it.each(SETTINGS_PAGES)('%s has no barriers and fits', async (name) => {
        const { page } = app;
        await page.emulateMedia({ colorScheme });
        await page.evaluate((at) => (location.hash = at), `#/settings/${name}`);
        await page.locator(`cloister-${name} > *`).first().waitFor();
        for (const width of [360, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await findBarriers(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
        }
      });
    });
  });
});
