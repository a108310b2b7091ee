import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import type { DocumentInfo } from '../../src/index.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';

const DEPOSIT = 'How high is the deposit and when do we get it back?';

let browser: Browser;
let server: RunningServer;
let app: AppPage;
let page: Page;

const FILES = {
  'Lease.txt': 'The deposit is 2,360 euros. It is returned within six weeks of the end of the lease.',
  'Manual.txt': 'Clean the filter of the dishwasher every two weeks.',
  'Report.txt': 'The association has 31 members. The deposit of the bank grew a little.',
  'Costs.txt': 'The replacement of the door drive cost 6,240 euros.',
  'Notes.txt': 'The key of the cellar hangs beside the door.',
};

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
beforeEach(async () => {
  app = await AppPage.open(browser, server.url);
  page = app.page;
});
afterEach(() => app.close());

function pick(name: string): ReturnType<Page['getByRole']> {
  return page.getByRole('checkbox', { name: `Select ${name}` });
}

/** Names of the marked rows. */
function markedNames(): Promise<string[]> {
  return page.locator('.document.selected .document-name').allTextContents();
}

/** Pastes into the element that has the focus. */
function paste(content: { text?: string; file?: { name: string; text: string } }): Promise<void> {
  return page.evaluate(({ text, file }) => {
    const clipboardData = new DataTransfer();
    if (text) clipboardData.setData('text/plain', text);
    if (file) clipboardData.items.add(new File([file.text], file.name));
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, content);
}

describe('marking documents', () => {
  beforeEach(async () => {
    await app.addFiles(FILES);
    await page.getByText('5 documents were read.').waitFor();
  });

  it('marks by click, range and keyboard', async () => {
    await pick('Lease.txt').click();
    await pick('Report.txt').click({ modifiers: ['Shift'] });
    await expect.poll(markedNames).toEqual(['Lease.txt', 'Manual.txt', 'Report.txt']);
    await page.keyboard.press('Escape');
    await expect.poll(markedNames).toEqual([]);

    await pick('Lease.txt').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(markedNames).toEqual(['Manual.txt', 'Report.txt', 'Costs.txt']);
    await page.keyboard.press('Control+a');
    await expect.poll(markedNames).toHaveLength(5);
  });

  it('has one place in the order of the Tab key, and the buttons of that row behind it', async () => {
    await pick('Lease.txt').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    await expect.poll(() => focused.getAttribute('aria-label')).toMatch(/^Remove Notes/);
    await page.keyboard.press('Tab');
    await expect.poll(() => focused.innerText()).toBe('Add documents');
  });

  it('removes all marked documents at once, and puts them back', async () => {
    await pick('Lease.txt').click();
    await pick('Costs.txt').click();
    await page.keyboard.press('Delete');
    await page.getByText('2 documents were removed.').waitFor();
    await expect.poll(() => app.rows.count()).toBe(3);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 documents were read.').waitFor();
    await expect.poll(() => app.rows.count()).toBe(5);
  });

  it('asks only the marked documents until that is taken back', async () => {
    await pick('Manual.txt').click();
    await pick('Report.txt').click();
    await page.getByRole('button', { name: 'Ask only these' }).click();
    await page.locator('.asking').getByText('Only in: Manual.txt, 1 more').waitFor();
    await app.ask(DEPOSIT);
    expect(await app.answer.textContent()).not.toContain('Lease.txt');
    await expect(app.answer.getByText('Only in: Manual.txt, 1 more').count()).resolves.toBe(1);

    await page.getByRole('button', { name: 'Search all documents again' }).click();
    await app.ask(DEPOSIT);
    expect(await app.answer.textContent()).toContain('Lease.txt');
    await expect(app.answer.getByText(/^Only in/).count()).resolves.toBe(0);
  });
});

describe('a file that cannot be read', () => {
  it('says why and what to do, and takes another file in its place', async () => {
    await app.addFiles({ 'broken.pdf': '%PDF-1.7 and then nothing that a reader could use' });
    await page.getByText('1 document could not be read.').waitFor();
    await app.row('broken.pdf').getByRole('button', { name: 'Failed: damaged file' }).click();
    await app
      .row('broken.pdf')
      .getByText(/save it again/)
      .waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose broken.pdf again' }).click(),
    ]);
    const buffer = Buffer.from('The kettle whistles at noon.');
    await chooser.setFiles({ name: 'kettle.txt', mimeType: 'text/plain', buffer });
    await page.getByText('1 document was read.').waitFor();
    await expect.poll(() => page.locator('.document-name').allTextContents()).toEqual(['kettle.txt']);
  });
});

describe('pasting', () => {
  beforeEach(async () => {
    await app.addFiles({ 'lease.txt': 'The deposit is 2,360 euros.' });
    await page.getByText('1 document was read.').waitFor();
  });

  it('makes a document of a text, under its first words and the day', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const day = new Date().toLocaleDateString('en', { dateStyle: 'medium' });
    await paste({ text: 'The lighthouse keeper owns nineteen parrots and feeds them at six.' });
    // That a document was read is said of the one before until this one has been hashed.
    await app
      .row(`The lighthouse keeper owns nineteen parrots …, ${day}.txt`)
      .getByText(/Words ready|Meaning|Ready/)
      .waitFor();
    await app.ask('How many parrots does the lighthouse keeper own?');
    expect(await app.answer.textContent()).toContain('nineteen parrots');
  });

  it('leaves a text to the field that has the focus, and takes files all the same', async () => {
    await app.field.focus();
    await paste({ text: 'Is this a question?' });
    await paste({ file: { name: 'kettle.txt', text: 'The kettle whistles at noon.' } });
    await app.row('kettle.txt').waitFor();
    await page.getByText('1 document was read.').waitFor();
    await expect.poll(() => app.rows.count()).toBe(2);
  });
});

describe('a thousand documents', () => {
  /** Has the page believe that they are there: what is tested is how it shows them. */
  beforeEach(async () => {
    await app.addFiles({ 'kettle.txt': 'The kettle whistles at noon.' });
    await page.getByText('1 document was read.').waitFor();
    await page.evaluate(() => {
      const element = document.querySelector<AppElement>('cloister-app');
      if (!element) throw new Error('There is no app in the page.');
      const { rag } = element;
      const documents = Array.from({ length: 1000 }, (_, at): DocumentInfo => {
        const name = at % 100 === 0 ? 'Lease.pdf' : `Letter ${at}.pdf`;
        const read = { passages: 1, embedded: 1, sha256: '', addedAt: at } as const;
        return { id: `folder ${at}/${name}`, name, bytes: 1000 + at, state: 'ready', format: 'pdf', ...read };
      });
      element.rag = new Proxy(rag, {
        get(target, name) {
          const value: unknown = name === 'documents' ? async () => documents : Reflect.get(target, name);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    });
    await app.row('Letter 999.pdf').waitFor({ state: 'attached' });
  });

  it('are all in the list, with one height, and the keyboard gets to the last one', async () => {
    await expect.poll(() => app.rows.count()).toBe(1000);
    await pick('folder 0/Lease.pdf').focus();
    await page.keyboard.press('End');
    const last = app.row('Letter 999.pdf');
    await expect
      .poll(() => last.getByRole('checkbox').evaluate((box) => box === document.activeElement))
      .toBe(true);
    const heights = await app.rows.evaluateAll((rows) =>
      rows.map((row) => row.getBoundingClientRect().height),
    );
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.1);
  });

  it('are found by name and folder, and told apart by the folder', async () => {
    const field = page.getByRole('searchbox', { name: 'Find by name' });
    await field.fill('lease');
    await expect.poll(() => app.rows.count()).toBe(10);
    // Rows out of sight are not laid out, so that they have no inner text.
    await expect(app.rows.nth(9).locator('.document-folder').textContent()).resolves.toBe('folder 900');
    await field.fill('lease 300');
    await expect.poll(() => app.rows.count()).toBe(1);
    await field.fill('no such letter');
    await page.getByText('No document has this name.').waitFor();
    await field.press('Escape');
    await expect.poll(() => app.rows.count()).toBe(1000);
  });
});
