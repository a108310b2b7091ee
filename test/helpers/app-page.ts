import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright';
import type { Rag } from '../../src/index.ts';

/** The page's element, as far as tests use it from inside the page. */
export interface AppElement extends HTMLElement {
  rag: Rag;
  conversations: { open: { settled(): Promise<void> } };
}

const SAMPLE_COUNT = 5;

/** How long one step of the app may take: a machine may have two processors, and other work for both. */
export const STEP_MS = 60_000;

/** The folder with the built app. `CLOISTER_DIST` names another one, e.g. of a build under trial. */
export const DIST: string =
  process.env['CLOISTER_DIST'] ?? fileURLToPath(new URL('../../dist/', import.meta.url));

/** The built app as a person handles it, in a profile of its own. */
export class AppPage {
  readonly page: Page;
  /** What the browser complained about: script errors and everything the policy refused. */
  private readonly complaints: string[] = [];
  private readonly context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(STEP_MS);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /**
   * Opens the app in a new profile, where nothing is kept for the time without a server: making that copy costs more
   * than most tests. `serviceWorkers: 'allow'` has it made.
   */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<AppPage> {
    const context = await browser.newContext({
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      ...options,
    });
    return AppPage.openIn(context, url);
  }

  /** Opens the app in a profile that is there already, and that closes with it. */
  static async openIn(context: BrowserContext, url: string): Promise<AppPage> {
    const app = new AppPage(context, context.pages()[0] ?? (await context.newPage()));
    await app.page.goto(url);
    await app.page.locator('.drop-zone').waitFor({ state: 'attached' });
    return app;
  }

  /** Opens the app in one more tab, which closes with this one. */
  async openTab(): Promise<AppPage> {
    const tab = new AppPage(this.context, await this.context.newPage());
    await tab.page.goto(this.page.url());
    await tab.page.locator('.drop-zone, .documents').first().waitFor({ state: 'attached' });
    return tab;
  }

  /** Rejects when the browser had anything to complain about. */
  async close(): Promise<void> {
    await this.context.close();
    if (this.complaints.length > 0) throw new Error(`The page was not clean:\n${this.complaints.join('\n')}`);
  }

  /** After the test did on purpose what the browser complains about. */
  forgetComplaints(): void {
    this.complaints.length = 0;
  }

  get rows(): Locator {
    return this.page.getByRole('region', { name: 'Documents' }).getByRole('listitem');
  }

  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  get field(): Locator {
    return this.page.getByRole('textbox', { name: 'Your question' });
  }

  /** The newest answer. */
  get answer(): Locator {
    return this.page.getByRole('article').last();
  }

  get source(): Locator {
    return this.page.getByRole('complementary', { name: 'Source' });
  }

  /** Adds the samples and waits until their words can be searched. */
  async addSamples(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try it with sample documents' }).click();
    await this.page.getByText(`${SAMPLE_COUNT} documents were read.`).waitFor();
  }

  async addFiles(files: Record<string, string>): Promise<void> {
    const payload = Object.entries(files).map(([name, text]) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(text),
    }));
    await this.page.locator('input[type=file]').setInputFiles(payload);
  }

  /** Waits until every document is read and every vector made. */
  async settle(): Promise<void> {
    await this.page.evaluate(() => document.querySelector<AppElement>('cloister-app')?.rag.settled());
  }

  /** Waits until every file of the app is kept on the device and this page is served from there. */
  async untilKept(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller) return;
      await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken));
    });
  }

  /** Asks by the keyboard and waits for the end of the answer, and until it is kept. */
  async ask(question: string): Promise<void> {
    await this.field.fill(question);
    await this.field.press('Enter');
    await this.page.getByRole('article', { name: question }).last().locator('.byline').first().waitFor();
    // As long as one is under way, the next one cannot be asked.
    await this.page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
    await this.page.evaluate(() =>
      document.querySelector<AppElement>('cloister-app')?.conversations.open.settled(),
    );
  }

  /** Closes the source by its button, and waits until the page is done with that: the focus moves, too. */
  async leaveSource(): Promise<void> {
    await this.page.getByRole('button', { name: 'Back to the answer' }).click();
    await this.source.waitFor({ state: 'detached' });
  }
}
