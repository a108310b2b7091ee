import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { buildPage } from '../bench/build-page.ts';
import { launchBrowser, launchProfile } from '../browser.ts';
import type { RunningServer } from '../serve.ts';
import { servePage } from './page-server.ts';
import type { SearchBenchApi } from './search-api.ts';

/** Memory is measured at once, and not at some time in the next seconds. */
const FLAGS = ['--enable-blink-features=ForceEagerMeasureMemory'];

declare global {
  // Set by the page of the benchmark.
  var searchBench: SearchBenchApi;
}

/** The page of the benchmark, its server, and folders that go at the end. */
export class BenchSession {
  readonly #folder: string;
  readonly #server: RunningServer;

  private constructor(folder: string, server: RunningServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async open(): Promise<BenchSession> {
    const folder = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
    try {
      const page = join(folder, 'page');
      await buildPage(page, new URL('.', import.meta.url));
      return new BenchSession(folder, await servePage(page));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** A folder for a profile. */
  createProfile(): Promise<string> {
    return mkdtemp(join(this.#folder, 'profile-'));
  }

  /** Opens the page in a browser with a profile of its own, in memory. */
  async run<Result>(work: (page: Page, version: string) => Promise<Result>): Promise<Result> {
    const browser = await launchBrowser(FLAGS);
    try {
      return await work(await this.#openPage(await browser.newContext()), browser.version());
    } finally {
      await browser.close();
    }
  }

  /** Opens the page in a new browser process with a stored profile. `hash` goes behind the address. */
  async runProfile<Result>(
    profile: string,
    hash: string,
    work: (page: Page) => Promise<Result>,
  ): Promise<Result> {
    const context = await launchProfile(profile);
    try {
      return await work(await this.#openPage(context, hash));
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #openPage(context: BrowserContext, hash = ''): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${this.#server.url}#${hash}`);
    await page.waitForFunction(() => 'searchBench' in globalThis);
    return page;
  }
}
