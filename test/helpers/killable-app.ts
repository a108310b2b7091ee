import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { launchProfile } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { DIST, STEP_MS, type AppElement } from './app-page.ts';

/** The built app in a profile that outlives its browser, whose process a test may kill. */
export class KillableApp {
  readonly #folder: string;
  readonly #server: RunningServer;
  #running: BrowserContext | undefined;

  private constructor(folder: string, server: RunningServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async create(): Promise<KillableApp> {
    const folder = await mkdtemp(join(tmpdir(), 'cloister-kill-'));
    return new KillableApp(folder, await serve({ folder: DIST, port: 0 }));
  }

  /** Starts a browser on the profile and opens the app with this query; `pid` is the browser's process. */
  async open(query = ''): Promise<{ context: BrowserContext; page: Page; pid: number }> {
    const context = await launchProfile(join(this.#folder, 'profile'), [], {
      serviceWorkers: 'block',
    });
    this.#running = context;
    const session = await context.browser()!.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const pid = processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(STEP_MS);
    await page.goto(`${this.#server.url}${query}`);
    await page.waitForFunction(() => document.querySelector<AppElement>('cloister-app')?.rag !== undefined);
    return { context, page, pid };
  }

  async close(): Promise<void> {
    await this.#running?.close().catch(() => undefined);
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
