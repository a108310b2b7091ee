import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright';
import type { Rag, Status } from '../api.ts';
import { launchProfile } from './browser.ts';
import { hostsContacted } from './net-log.ts';
import { serve, type RunningServer } from './serve.ts';

/** The element of the page, as far as commands drive it. */
export interface AppElement extends HTMLElement {
  rag?: Rag;
}

export interface SessionOptions {
  /** Which WebGPU or WASM device the app shall use. Default: what it chooses. */
  device?: 'webgpu' | 'wasm';
  /** Id of the built-in embedder to use. Default: the first one. */
  embedder?: string;
  /** Where a model shall write; 'any-gpu' takes one that the processor imitates too. Default: what the app chooses. */
  write?: 'wasm' | 'webgpu' | 'any-gpu';
  /** npm name of the engine that shall write. */
  engine?: string;
}

/** The page's address with what is chosen for it. */
function addressOf(url: string, options: SessionOptions): string {
  const address = new URL(url);
  for (const name of ['device', 'embedder', 'write', 'engine'] as const) {
    const value = options[name];
    if (value) address.searchParams.set(name, value);
  }
  return address.href;
}

/** The built app in a headless browser with a fresh profile, and a record of every host it contacted. */
export class AppSession {
  readonly page: Page;
  readonly url: string;
  readonly #context: BrowserContext;
  readonly #server: RunningServer;
  readonly #folder: string;

  private constructor(page: Page, context: BrowserContext, server: RunningServer, folder: string) {
    this.page = page;
    this.url = server.url;
    this.#context = context;
    this.#server = server;
    this.#folder = folder;
  }

  /** Serves `dist/`, opens it, and waits until its corpus is open. */
  static async open(options: SessionOptions = {}): Promise<AppSession> {
    const folder = await mkdtemp(join(tmpdir(), 'cloister-'));
    const server = await serve({ folder: fileURLToPath(new URL('../../dist', import.meta.url)), port: 0 });
    const netLog = `--log-net-log=${join(folder, 'net-log.json')}`;
    // Nobody comes back to this profile without a server, and the copy of the app for that would be made meanwhile.
    const context = await launchProfile(join(folder, 'profile'), [netLog], { serviceWorkers: 'block' });
    // The compiler that runs these commands marks functions with a helper, which functions sent to the page lack.
    await context.addInitScript({ content: 'globalThis.__name ??= (value) => value;' });
    const page = context.pages()[0] ?? (await context.newPage());
    const session = new AppSession(page, context, server, folder);
    try {
      await page.goto(addressOf(server.url, options));
      await page.waitForFunction(() => document.querySelector<AppElement>('cloister-app')?.rag !== undefined);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Adds files from disk under the ids given; resolves with what became of each. */
  async add(files: readonly { path: string; id: string }[]): ReturnType<Rag['add']> {
    const input = await this.page.evaluateHandle(() => {
      const element = document.createElement('input');
      element.type = 'file';
      element.multiple = true;
      return element;
    });
    await input.setInputFiles(files.map(({ path }) => path));
    return input.evaluate(
      async (element, ids) => {
        const { rag } = document.querySelector<AppElement>('cloister-app')!;
        const documents = [...(element.files ?? [])].map((file, at) => ({
          id: ids[at]!,
          name: ids[at]!,
          bytes: file,
        }));
        return rag!.add(documents);
      },
      files.map(({ id }) => id),
    );
  }

  /** Resolves when everything is read and every vector made. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag!.settled());
  }

  /** Loads the language model; resolves with what will write. */
  loadGenerator(): Promise<Status['generator']> {
    return this.page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag!.loadGenerator());
  }

  status(): Promise<Status> {
    return this.page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag!.status());
  }

  /** How far reading and embedding are, in words. */
  async describeProgress(): Promise<string> {
    const { documents, queued, passages, embedded } = await this.status();
    return `${documents} documents read, ${queued} waiting; ${embedded} of ${passages} passages ready`;
  }

  /** Ends the browser and the server; resolves with the hosts that were contacted. */
  async close(): Promise<string[]> {
    await this.#context.close();
    await this.#server.close();
    const hosts = await hostsContacted(join(this.#folder, 'net-log.json'));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    return hosts;
  }
}
