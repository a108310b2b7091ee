import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import type { AnswerEvent, Citation } from '../../src/index.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';
import { scriptModel, tell } from '../helpers/scripted-model.ts';

const QUESTION = 'How high is the deposit and when do we get it back?';
const PARTS = [
  'The deposit is **2,360 euros**.',
  'It is returned within *six weeks*.',
  'It is paid in gold.',
] as const;
const TEXT = `${PARTS[0]} [1] ${PARTS[1]} [2]\n\n${PARTS[2]}`;

const FILE = 'lease.txt';
const LINES = [
  'The deposit is 2,360 euros, which is two months of rent.',
  'The deposit is returned within six weeks after the flat has been handed back.',
];
const DOCUMENT = LINES.join('\n\n');
const CITATIONS: readonly Citation[] = LINES.map((quote, index) => ({
  number: index + 1,
  documentId: FILE,
  document: FILE,
  anchor: { lines: [2 * index + 1, 2 * index + 1] },
  quote,
  start: DOCUMENT.indexOf(quote),
  end: DOCUMENT.indexOf(quote) + quote.length,
  mark: [0, quote.search(/, which|$/)],
}));

let browser: Browser;
let server: RunningServer;
let app: AppPage;

/** The events of a written answer, as a model's text makes them. */
function eventsOf(): AnswerEvent[] {
  let at = 0;
  const sentences = PARTS.map((part, index): AnswerEvent[] => {
    const start = TEXT.indexOf(part);
    const end = start + part.length;
    const citation = CITATIONS[index];
    const mark = citation ? ` [${citation.number}]` : '';
    const text = TEXT.slice(at, end + mark.length);
    at = end + mark.length;
    return [
      // Word by word, as it comes.
      ...text.split(/(?<=\s)/).map((word): AnswerEvent => ({ type: 'token', text: word })),
      ...(citation ? [{ type: 'citation', citation } as const] : []),
      { type: 'sentence', start, end, marks: citation ? [citation.number] : [] },
    ];
  });
  return [...sentences.flat(), doneWith(TEXT)];
}

function doneWith(text: string): AnswerEvent {
  return {
    type: 'done',
    finish: 'stop',
    text,
    author: { kind: 'model', name: 'Script' },
    citations: [...CITATIONS],
    timings: {},
  };
}

async function begin(): Promise<void> {
  await app.answer.getByRole('button', { name: /^Write (?:an answer|it again)$/ }).click();
  await app.answer.locator('.pending').waitFor();
}

/** Waits until a frame shows what there is. */
function drawn(): Promise<void> {
  return app.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve()))),
  );
}

/** What the polite region says from now on, line by line. */
async function listen(): Promise<() => Promise<string[]>> {
  await app.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node instanceof HTMLElement && node.parentElement?.role === 'status')
            heard.push(node.innerText);
    }).observe(document.body, { childList: true, subtree: true });
  });
  return () => app.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
  app = await AppPage.open(browser, server.url, { viewport: { width: 1280, height: 800 } });
  await app.addFiles({ [FILE]: DOCUMENT });
  await app.page.getByText('1 document was read.').waitFor();
  await app.ask(QUESTION);
  await app.answer.locator('.offer').waitFor();
  await scriptModel(app);
});
afterAll(async () => {
  await app.close();
  await browser.close();
  await server.close();
});

describe('a written answer', () => {
  it('is told as steps and whole sentences, never letter by letter', async () => {
    const heard = await listen();
    await begin();
    for (const event of eventsOf()) await tell(app, [event]);
    await app.answer.getByText('Written by Script').waitFor();
    await expect
      .poll(heard)
      .toEqual([
        expect.stringMatching(/^Starting and testing /),
        'Answering …',
        'The deposit is 2,360 euros.',
        'It is returned within six weeks.',
        'It is paid in gold. (not in the passages that the model was given)',
        'Answer complete, 2 sources.',
      ]);
  });

  it('has a mark behind each sentence that a source carries, and underlines the others', async () => {
    const written = app.answer.locator('.written');
    const names = await written
      .getByRole('button')
      .evaluateAll((marks) => marks.map((mark) => mark.ariaLabel));
    expect(names).toEqual(['Source 1: lease.txt, line 1', 'Source 2: lease.txt, line 3']);
    expect(await written.locator('.unsupported').innerText()).toBe('It is paid in gold.');
    expect(await written.locator('strong').innerText()).toBe('2,360 euros');
    expect(await written.innerText()).not.toContain('[');
  });

  it('stays where it stands while it is written', async () => {
    await begin();
    // That the answer before makes room is what the press of the button does.
    await drawn();
    await app.page.evaluate(() => {
      interface Shift extends PerformanceEntry {
        sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
      }
      const shifts: string[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          for (const { node, previousRect, currentRect } of (entry as Shift).sources) {
            // The line above tells of work in the background.
            if (!node?.parentElement?.closest('.conversation')) continue;
            const [from, to] = [previousRect, currentRect].map(({ x, y }) => `${x},${y}`);
            shifts.push(`${node?.nodeName} “${node?.textContent?.trim().slice(0, 40)}”: ${from} to ${to}`);
          }
      }).observe({ type: 'layout-shift', buffered: false });
    });
    for (const event of eventsOf()) {
      await tell(app, [event]);
      // A shift is one between two frames.
      await drawn();
    }
    await app.answer.getByText('Written by Script').waitFor();
    const readShifts = (): Promise<string[]> =>
      app.page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts);
    expect(await readShifts()).toEqual([]);
    // The observer does hear of what moves.
    await app.answer.locator('.written').evaluate((written) => {
      written.previousElementSibling?.append('x '.repeat(400));
    });
    await expect.poll(readShifts).not.toEqual([]);
  });
});

describe('the card of a mark', () => {
  const card = (): ReturnType<AppPage['page']['locator']> => app.page.locator('cloister-card');

  it('comes where the pointer rests, can be pointed at itself, and goes at Escape', async () => {
    await app.answer.locator('.mark').first().hover();
    await card().locator('mark.answer').waitFor();
    expect(await card().innerText()).toContain(FILE);
    expect(await card().locator('mark.answer').innerText()).toBe('The deposit is 2,360 euros');
    expect(await card().locator('blockquote').innerText()).toBe(LINES[0]);
    await card().hover();
    await app.page.keyboard.press('Escape');
    await card().waitFor({ state: 'hidden' });
    // What lies where the card was has a card of its own.
    await app.page.mouse.move(0, 0);
  });

  it('comes with the focus, describes the mark, and leaves with it', async () => {
    await app.answer.locator('.citation').first().focus();
    await app.page.locator('.turns').focus();
    await app.page.keyboard.press(']');
    await app.answer.locator('.mark').first().focus();
    await app.page.keyboard.press(']');
    const mark = app.answer.locator('.mark').nth(1);
    expect(await mark.evaluate((element) => element === document.activeElement)).toBe(true);
    await card().waitFor();
    expect(await mark.getAttribute('aria-describedby')).toBe(await card().getAttribute('id'));
    await app.page.keyboard.press('[');
    expect(await mark.getAttribute('aria-describedby')).toBeNull();
    await app.page.keyboard.press('Escape');
    await card().waitFor({ state: 'hidden' });
    // Escape has only closed the card: the answer has the focus as before.
    expect(
      await app.answer
        .locator('.mark')
        .first()
        .evaluate((element) => element === document.activeElement),
    ).toBe(true);
  });

  it('leads to the source with Enter, and the way back to the mark', async () => {
    const mark = app.answer.locator('.mark').first();
    await mark.focus();
    await app.page.keyboard.press('Enter');
    await app.source.locator('mark').first().waitFor();
    expect(await card().isVisible()).toBe(false);
    await app.leaveSource();
    await expect.poll(() => mark.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('comes under a finger that presses for long, which opens nothing', async () => {
    const mark = app.answer.locator('.mark').first();
    await app.field.focus();
    await card().waitFor({ state: 'hidden' });
    const touch = { pointerType: 'touch', bubbles: true, clientX: 10, clientY: 10, pointerId: 1 };
    await mark.dispatchEvent('pointerdown', touch);
    await card().waitFor();
    await mark.dispatchEvent('pointerup', touch);
    await mark.dispatchEvent('click');
    expect(await app.source.count()).toBe(0);
    await app.page.locator('.question').first().dispatchEvent('pointerdown', touch);
    await card().waitFor({ state: 'hidden' });
  });
});

describe('the line below an answer', () => {
  it('copies the answer with its sources, as text and for a word processor', async () => {
    await app.page.evaluate(() => {
      // What is put on the clipboard is read here, as the page itself is not allowed to.
      const copied: Promise<string>[] = [];
      Object.assign(globalThis, { copied });
      navigator.clipboard.write = async (items) => {
        for (const item of items)
          for (const type of item.types) copied.push(item.getType(type).then((blob) => blob.text()));
      };
    });
    // It stands there for a few seconds only.
    await Promise.all([
      app.answer.getByText('Copied, with its sources.').waitFor(),
      app.answer.getByRole('button', { name: 'Copy' }).last().click(),
    ]);
    const [plain, html] = await app.page.evaluate(() =>
      Promise.all((globalThis as unknown as { copied: Promise<string>[] }).copied),
    );
    expect(plain).toContain(TEXT);
    expect(plain).toContain('[2] lease.txt, line 3: “The deposit is returned within six weeks');
    expect(plain).toContain('Written by Script on this device · may be wrong');
    expect(html).toContain('<strong>lease.txt, line 1</strong>');
    expect(html).not.toMatch(/<(?!\/?(?:p|br|ol|li|strong|em)\b)/);
  });
});

describe('the view', () => {
  it('follows the text of a person who is at its end, and leaves one who reads elsewhere', async () => {
    const turns = app.page.locator('.turns');
    const gap = (): Promise<number> =>
      turns.evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
    await begin();
    await turns.evaluate((view) => view.scrollTo({ top: view.scrollHeight, behavior: 'instant' }));
    const long = Array.from({ length: 40 }, (_, index) => `Paragraph ${index} of a long answer.\n\n`);
    for (const text of long.slice(0, 20)) await tell(app, [{ type: 'token', text }]);
    await app.answer.getByText('Paragraph 19').waitFor();
    await expect.poll(gap).toBeLessThan(2);
    await turns.evaluate((view) => view.scrollTo({ top: 40, behavior: 'instant' }));
    for (const text of long.slice(20)) await tell(app, [{ type: 'token', text }]);
    await app.answer.getByText('Paragraph 39').waitFor({ state: 'attached' });
    expect(await turns.evaluate((view) => view.scrollTop)).toBe(40);
    await tell(app, [doneWith(long.join(''))]);
    await app.answer.getByText('Written by Script').waitFor();
    expect(await turns.evaluate((view) => view.scrollTop)).toBe(40);
  });
});
