/** `npm run screenshots` writes the pictures of the README: an answer with its source, light, dark and on a phone. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppElement } from './app-session.ts';
import { launchBrowser } from './browser.ts';
import { serve } from './serve.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const VIEWS = [
  { name: 'answer', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'answer-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'answer-phone', width: 390, height: 780, colorScheme: 'light' },
] as const;

const QUESTION = 'Can we keep a dog in the flat?';

await mkdir(join(ROOT, 'docs'), { recursive: true });
const server = await serve({ folder: join(ROOT, 'dist'), port: 0 });
const browser = await launchBrowser();
try {
  for (const { name, width, height, colorScheme } of VIEWS) {
    const viewport = { width, height };
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    await context.addInitScript({ content: 'globalThis.__name ??= (value) => value;' });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Try it with sample documents' }).click();
    await page.getByText('documents were read').waitFor();
    await page.evaluate(() => document.querySelector<AppElement>('cloister-app')?.rag?.settled());
    await page.getByRole('textbox', { name: 'Your question' }).fill(QUESTION);
    await page.keyboard.press('Enter');
    await page.getByText('Quotes from your documents').waitFor();
    // On a phone the source covers the answer.
    if (width > 700) {
      await page.locator('.citation').first().click();
      await page
        .locator('.pdf-page')
        .filter({ has: page.locator('.answer') })
        .locator('canvas')
        .waitFor();
    }
    await page.screenshot({ path: join(ROOT, 'docs', `${name}.png`), animations: 'disabled' });
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
