import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { parseManifest, type ModelManifest } from '../../models/manifest.ts';
import { launchBrowser } from '../browser.ts';
import type { RunningServer } from '../serve.ts';
import { deriveModels } from '../models/derive.ts';
import { writeTinyModels } from '../tiny/write-models.ts';
import type { BenchApi } from './bench-api.ts';
import { serveBench } from './bench-server.ts';
import { buildPage } from './build-page.ts';
import type { PatternModel } from './pattern-model.ts';
import { openProcessorClock } from './renderer-process.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

declare global {
  // Set by the page of the benchmark.
  var bench: BenchApi;
}

/** The page of the benchmark in fresh browsers, and the server behind it. */
export class BenchSession {
  readonly #server: RunningServer;
  readonly #folder: string;

  private constructor(server: RunningServer, folder: string) {
    this.#server = server;
    this.#folder = folder;
  }

  /** Builds the page and serves it. */
  static async open(patterns: readonly PatternModel[]): Promise<BenchSession> {
    const folder = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
    try {
      await buildPage(folder);
      return new BenchSession(await serveBench(ROOT, folder, patterns), folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Opens the page in a browser of its own, which ends when `work` has. `flags` are the browser's. */
  async run<Result>(
    work: (page: Page, browser: Browser) => Promise<Result>,
    flags: readonly string[] = [],
  ): Promise<Result> {
    const browser = await launchBrowser(flags);
    try {
      const page = await browser.newPage();
      // The compiler that runs these commands marks functions with a helper, which functions sent to the page lack.
      await page.addInitScript({ content: 'globalThis.__name ??= (value) => value;' });
      await page.exposeFunction('readCpuMs', await openProcessorClock(browser));
      await page.goto(this.#server.url);
      await page.waitForFunction(() => 'bench' in globalThis);
      return await work(page, browser);
    } finally {
      await browser.close();
    }
  }

  async close(): Promise<void> {
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Makes the forms of the models that the repository leaves out. */
export function prepareModels(): void {
  deriveModels(ROOT);
}

/** The manifest of a model that comes with the product. */
export async function readModel(id: string): Promise<ModelManifest> {
  return parseManifest(JSON.parse(await readFile(join(ROOT, 'models', id, 'manifest.json'), 'utf8')));
}

/** Writes the tiny models where the page finds them. */
export function prepareTinyModels(): Promise<ModelManifest[]> {
  return writeTinyModels(join(ROOT, 'build/tiny-models'));
}
