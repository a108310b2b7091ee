import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { STEP_MS } from '../helpers/app-page.ts';

const root = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

let folder: string;
let server: RunningServer;
let browser: Browser;

/** A site of somebody else: the example of the README, word for word, beside a copy of the built library. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloister-library-'));
  await cp(root('lib'), join(folder, 'cloister'), { recursive: true });
  const [, example = ''] = /```js\n([\s\S]+?)```/.exec(await readFile(root('README.md'), 'utf8')) ?? [];
  await writeFile(join(folder, 'example.js'), `${example}\ndocument.body.dataset.done = 'yes';\n`);
  const page =
    '<!doctype html><title>Example</title><link rel="icon" href="data:,"><body><script type="module" src="example.js"></script>';
  await writeFile(join(folder, 'index.html'), page);
  server = await serve({ folder, port: 0 });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

describe('the library, built and copied to a site', () => {
  it('comes with the English embedder alone: the other one would make it four times as large', async () => {
    expect(await readdir(root('lib/models'))).toEqual(['all-MiniLM-L6-v2']);
    expect(await readdir(root('dist/models'))).toContain('multilingual-e5-small');
  });

  it('runs the example of the README under the sealing headers', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(STEP_MS);
    const printed: string[] = [];
    const failures: string[] = [];
    page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(server.url);
    await page.waitForFunction(() => document.body.dataset['done'] === 'yes');
    expect(failures).toEqual([]);
    expect(await page.textContent('body')).toContain('“The rent is due on the third working day.” [1]');
    expect(printed).toContain('log: [lease.txt: The rent is due on the third working day.]');
    expect(printed.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
