/**
 * `npm run screenshots` writes the pictures of the README, and every page and state of the app, into `docs/`, and the
 * pictures that a browser shows when it offers to install the app into `public/screenshots/`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { visitStates } from './app-states.ts';
import { launchBrowser } from './browser.ts';
import { serve } from './serve.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const STATES = join(DOCS, 'states');
const OFFERED = fileURLToPath(new URL('../../public/screenshots/', import.meta.url));

const VIEWS = [
  { view: 'light', width: 1280, height: 800, colorScheme: 'light' },
  { view: 'dark', width: 1280, height: 800, colorScheme: 'dark' },
  { view: 'phone', width: 390, height: 780, colorScheme: 'light' },
] as const;

/** The pictures of the README: which state, and how it is looked at. */
const SHOWN: Readonly<Record<string, string>> = {
  'source-light': 'answer',
  'source-dark': 'answer-dark',
  'answer-phone': 'answer-phone',
  'why-light': 'why',
};

/** The pictures of the manifest. */
const INSTALLED: Readonly<Record<string, string>> = {
  'source-light': 'desk',
  'answer-phone': 'phone',
};

async function take(page: Page, state: string, view: string): Promise<void> {
  const picture = await page.screenshot({ animations: 'disabled' });
  const shown = SHOWN[`${state}-${view}`];
  await writeFile(join(STATES, `${state}-${view}.png`), picture);
  if (shown) await writeFile(join(DOCS, `${shown}.png`), picture);
  const offered = INSTALLED[`${state}-${view}`];
  // The app keeps them with its other files: as PNG they would be three times as large.
  if (offered)
    await page.screenshot({
      animations: 'disabled',
      type: 'jpeg',
      quality: 75,
      path: join(OFFERED, `${offered}.jpg`),
    });
}

/** A page that shows all pictures, a row for each state. */
function listStates(states: Iterable<string>): string {
  const views = VIEWS.map(({ view }) => view);
  const rows = Array.from(
    states,
    (state) =>
      `| ${state} | ${views.map((view) => `![${state}, ${view}](states/${state}-${view}.png)`).join(' | ')} |`,
  );
  const head = `| State | ${views.join(' | ')} |\n| --- | ${views.map(() => '---').join(' | ')} |`;
  return `# Every page and state\n\nMade by \`npm run screenshots\`.\n\n${head}\n${rows.join('\n')}\n`;
}

await rm(STATES, { recursive: true, force: true });
await mkdir(STATES, { recursive: true });
await mkdir(OFFERED, { recursive: true });
const server = await serve({ folder: fileURLToPath(new URL('../../dist', import.meta.url)), port: 0 });
const browser = await launchBrowser();
const states = new Set<string>();
try {
  for (const { view, width, height, colorScheme } of VIEWS) {
    const viewport = { width, height };
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    await context.addInitScript({ content: 'globalThis.__name ??= (value) => value;' });
    const page = await context.newPage();
    await visitStates(page, server.url, async (state) => {
      states.add(state);
      await take(page, state, view);
    });
    await context.close();
  }
  await writeFile(join(DOCS, 'states.md'), listStates(states));
} finally {
  await browser.close();
  await server.close();
}
