// Plain JavaScript: it runs before anything else that `npm test` needs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './bootstrap.mjs';
import { findBrowser } from './find-browser.mjs';

/** Whether Playwright has brought a browser of its own here before. */
async function hasOwnBrowser() {
  const { chromium } = await import('playwright');
  return existsSync(chromium.executablePath());
}

/**
 * How to become root without being asked for a password, as words before a command; `undefined` when one cannot.
 *
 * @returns {string[] | undefined}
 */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Installs Debian's (or Ubuntu's) Chromium where that is possible. */
function installFromDebian() {
  const prefix = existsSync('/etc/debian_version') ? rootPrefix() : undefined;
  if (!prefix) return;
  const aptGet = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const [command = 'env', ...first] = aptGet;
  console.log("No browser was found; installing Debian's chromium …");
  if (run(command, [...first, 'update']))
    run(command, [...first, 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation']);
}

/**
 * Makes sure that there is a Chromium-based browser for the tests: an installed one first, then Debian's package, then
 * Playwright's own.
 *
 * @returns {Promise<boolean>} whether there is one now
 */
export async function ensureBrowser() {
  if (findBrowser() || (await hasOwnBrowser())) return true;
  installFromDebian();
  if (findBrowser()) return true;
  console.log('Fetching the browser of Playwright …');
  return run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']);
}
