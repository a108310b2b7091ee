import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright';
import { BROWSER_FLAGS, findBrowser } from './find-browser.mjs';

function launchOptions(
  flags: readonly string[] = [],
  without: readonly string[] = [],
): {
  args: string[];
  ignoreDefaultArgs: string[];
  headless: true;
  executablePath?: string;
} {
  const executablePath = findBrowser();
  return {
    args: [...BROWSER_FLAGS, ...flags],
    ignoreDefaultArgs: [...without],
    headless: true,
    ...(executablePath ? { executablePath } : {}),
  };
}

/**
 * A headless browser; each `newContext()` or `newPage()` of it is a fresh profile in memory.
 *
 * @param flags Command line flags beside the usual ones.
 * @param without Flags of Playwright's own that are left out.
 */
export function launchBrowser(flags?: readonly string[], without?: readonly string[]): Promise<Browser> {
  return chromium.launch(launchOptions(flags, without));
}

/**
 * A headless browser whose profile is on disk in `folder`, so that it outlives the browser (or its being killed).
 *
 * @param flags Command line flags beside the usual ones.
 * @param context Playwright's options for the profile.
 */
export function launchProfile(
  folder: string,
  flags?: readonly string[],
  context: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...context, ...launchOptions(flags) });
}
