import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerEvent } from '../../src/index.ts';
import { launchProfile } from '../../src/cli/browser.ts';
import { hostsContacted } from '../../src/cli/net-log.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';
import { BEACON, HOSTILE_ANSWERS, HOSTILE_NAMES } from '../helpers/hostile-texts.ts';
import { scriptModel, tell } from '../helpers/scripted-model.ts';

/** A phone's width, where it is easiest to break. */
const VIEWPORT = { width: 360, height: 740 };
const QUESTION = 'When is the rent due?';

/** What turns text around, shows nothing or ends a line; none of it is in a name as it is shown. */
const HIDDEN = /[\u202A-\u202E\u200B\uFEFF\u0000-\u0008]/;

/** What a written answer may consist of, and the attributes that these elements may have. */
const ELEMENTS = 'P UL OL LI BLOCKQUOTE PRE CODE STRONG EM BR HR SPAN BUTTON DIV TABLE TBODY TR TD'.split(
  ' ',
);
const ATTRIBUTES = ['class', 'dir', 'type', 'aria-label', 'tabindex', 'role', 'start'];

interface Drawn {
  elements: string[];
  attributes: string[];
  marks: number;
  text: string;
}

let folder: string;
let server: RunningServer;
let context: BrowserContext;
let app: AppPage;
/** Paths that the server was asked for, and dialogs that the page opened. */
const requests: string[] = [];
const dialogs: string[] = [];

/** What is wider than its place, of the page and of all that scrolls in it, and by how many pixels. */
function findOverflow(): Promise<string[]> {
  return app.page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll('.turns, .foldable, .source-text')];
    return boxes.flatMap(({ className, scrollWidth, clientWidth }) =>
      scrollWidth > clientWidth ? [`${className || 'page'}: ${scrollWidth - clientWidth}`] : [],
    );
  });
}

function readWritten(): Promise<Drawn> {
  return app.answer.locator('.written').evaluate((written) => {
    const inside = [...written.querySelectorAll('*')];
    return {
      elements: [...new Set(inside.map(({ tagName }) => tagName))],
      attributes: [...new Set(inside.flatMap((element) => element.getAttributeNames()))],
      marks: written.querySelectorAll('.mark').length,
      text: written.textContent ?? '',
    };
  });
}

/** Lets the page's model write this, in pieces as a model does, and waits for its end. */
async function writeAnswer(text: string): Promise<void> {
  const size = Math.max(1, Math.ceil(text.length / 12));
  const pieces = Array.from({ length: 12 }, (_, index) => text.slice(index * size, (index + 1) * size));
  const events: AnswerEvent[] = pieces.map((piece) => ({ type: 'token', text: piece }));
  const half = Math.floor(text.length / 2);
  await tell(app, events);
  await app.answer.locator('.written').waitFor();
  await tell(app, [
    { type: 'sentence', start: 0, end: half, marks: [] },
    { type: 'sentence', start: half, end: text.length, marks: [7] },
    {
      type: 'done',
      finish: 'stop',
      text,
      author: { kind: 'model', name: 'Script' },
      citations: [],
      timings: {},
    },
  ]);
  await app.answer.getByText('Written by Script').waitFor();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloister-hostile-'));
  server = await serve({ folder: DIST, port: 0, onRequest: ({ path }) => requests.push(path) });
  context = await launchProfile(join(folder, 'profile'), [`--log-net-log=${join(folder, 'net-log.json')}`]);
  app = await AppPage.openIn(context, server.url);
  await app.page.setViewportSize(VIEWPORT);
  app.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const documents = HOSTILE_NAMES.map((name, index) => ({
    name,
    text: `The rent of house ${index} is due on day ${index + 1}. <img src="https://${BEACON}/${index}.png"> [pay](javascript:globalThis.ran=true) ![](//${BEACON}/b.png)`,
  }));
  await app.page.evaluate((made) => {
    const detail = made.map(({ name, text }) => ({ name, bytes: new Blob([text]) }));
    document.querySelector('cloister-app')?.dispatchEvent(new CustomEvent('add-documents', { detail }));
  }, documents);
  await app.page.getByText(`${HOSTILE_NAMES.length} documents were read.`).waitFor();
  await app.settle();
  await app.untilKept();
  await scriptModel(app);
});
afterAll(async () => {
  await context?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

describe('names and words of documents that want to do harm', () => {
  it('stand in the list without breaking it', async () => {
    expect(await app.rows.count()).toBe(HOSTILE_NAMES.length);
    expect((await app.rows.allInnerTexts()).join('')).not.toMatch(HIDDEN);
    expect(await findOverflow()).toEqual([]);
  });

  it('stand in quotes, on buttons and above the source as the characters that they are', async () => {
    for (const house of [0, 9, 13, 17]) {
      await app.ask(`When is the rent of house ${house} due?`);
      const button = app.answer.locator('.citation').first();
      expect(await button.innerText()).not.toMatch(HIDDEN);
      expect(await findOverflow()).toEqual([]);
      await button.click();
      await app.source.locator('mark').first().waitFor();
      expect(await findOverflow()).toEqual([]);
      expect(await app.source.locator('img, a, script, [style]').count()).toBe(0);
      await app.leaveSource();
    }
  });
});

describe('an answer that wants to do harm', () => {
  beforeAll(async () => {
    await app.ask(QUESTION);
    // Whatever is asked for from here on is asked for by an answer.
    requests.length = 0;
  });

  it.each(HOSTILE_ANSWERS)('with %s is drawn as text, and the page keeps its width', async (_, text) => {
    await app.answer.getByRole('button', { name: /^Write (?:an answer|it again)$/ }).click();
    await app.answer.locator('.pending').waitFor();
    await writeAnswer(text);
    const drawn = await readWritten();
    expect(drawn.elements.filter((element) => !ELEMENTS.includes(element))).toEqual([]);
    expect(drawn.attributes.filter((attribute) => !ATTRIBUTES.includes(attribute))).toEqual([]);
    expect(drawn.marks).toBe(0);
    expect(drawn.text.trim()).not.toBe('');
    expect(await findOverflow()).toEqual([]);
  });

  it('ran nothing, opened nothing and asked for nothing', async () => {
    expect(await app.page.evaluate(() => 'ran' in globalThis)).toBe(false);
    expect(dialogs).toEqual([]);
    expect(new URL(app.page.url()).origin).toBe(new URL(server.url).origin);
    expect(requests.filter((path) => path !== '/service-worker.js')).toEqual([]);
    await app.close();
    expect(await hostsContacted(join(folder, 'net-log.json'))).toEqual([new URL(server.url).host]);
  });
});
