import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST } from '../helpers/app-page.ts';
import { outlastInput, readShifts, watchShifts } from '../helpers/layout-shifts.ts';
import { measureSlowness, startTrace, traceTasks, type MainTask } from '../helpers/main-thread.ts';
import { holdPlan, scriptModel, tell, tellPlan } from '../helpers/scripted-model.ts';

const DOCUMENTS = 200;
const QUESTIONS = 20;

/** A task that takes longer than this many milliseconds is felt. */
const NOTICED = 50;

let browser: Browser;
let server: RunningServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

function open(width: number): Promise<AppPage> {
  return AppPage.open(browser, server.url, { viewport: { width, height: 800 } });
}

const NOTES = Object.fromEntries(
  Array.from({ length: 5 }, (_, at) => [`Note ${at}.txt`, `The valve ${at} was checked.`]),
);

/** Letters about flats, each with a rent of its own. */
function writeLetters(count: number): Record<string, string> {
  const letters = Array.from({ length: count }, (_, at): [string, string] => [
    `Letter ${at}.md`,
    `# Letter ${at}\n\n## Rent of flat ${at}\n\nThe rent of flat ${at} is ${500 + at} euros a month. It is due on the third working day.\n\n## Keys\n\nTwo keys were handed over for flat ${at}, and ${at % 4} for its cellar.\n`,
  ]);
  return Object.fromEntries(letters);
}

describe(`reading ${DOCUMENTS} documents and asking ${QUESTIONS} questions`, () => {
  let tasks: MainTask[];
  let slowness: number;
  let shifts: string[];

  beforeAll(async () => {
    const app = await open(1280);
    slowness = await measureSlowness(app.page);
    await watchShifts(app.page);
    await startTrace(browser, app.page);
    await app.addFiles(writeLetters(DOCUMENTS));
    await app.page.getByText(`${DOCUMENTS} documents were read.`).waitFor();
    // Meanwhile the documents are embedded.
    for (let at = 0; at < QUESTIONS; at++) await app.ask(`How high is the rent of flat ${at * 9}?`);
    tasks = await traceTasks(browser);
    shifts = await readShifts(app.page);
    await app.close();
  }, 400_000);

  // In the time that passes, a task is as long as the other programs of a machine make it: what is compared is the time
  // that the processor worked on it, with a limit that is higher on a slower processor.
  it('never keeps the page busy with code of ours for longer than a person notices', () => {
    const limit = NOTICED * slowness;
    const long = tasks.filter(({ duration, scripts }) => duration > limit && scripts.length > 0);
    expect(tasks.length).toBeGreaterThan(DOCUMENTS);
    expect(long, `longer than ${Math.round(limit)} ms`).toEqual([]);
  });

  it('moves nothing by itself', () => {
    expect(shifts).toEqual([]);
  });
});

describe.each([1280, 360])('a page %i pixels wide', (width) => {
  it('moves nothing by itself while documents are read, fail and are embedded', async () => {
    const app = await open(width);
    await watchShifts(app.page);
    // As many as the list has room for on a phone: that it grows with the first ones is what a person expects.
    await app.addFiles(NOTES);
    await app.row('Note 4.txt').waitFor({ state: 'attached' });
    await outlastInput(app.page);
    await app.addFiles({ 'broken.pdf': '%PDF-1.7 and nothing else', ...writeLetters(20) });
    await app.page.getByText('20 documents were read. 1 could not be read.').waitFor({ state: 'attached' });
    await app.settle();
    await app.row('Note 4.txt').getByText('Ready').waitFor({ state: 'attached' });
    expect(await readShifts(app.page)).toEqual([]);
    await app.close();
  });

  it('moves nothing by itself when it is known what would write, and while an answer is written', async () => {
    const app = await open(width);
    await app.addSamples();
    await scriptModel(app);
    await holdPlan(app);
    await app.ask('Who repaired the dishwasher?');
    await app.ask('How high is the deposit?');
    await outlastInput(app.page);
    await watchShifts(app.page);
    await tellPlan(app);
    await app.answer.getByRole('button', { name: 'Write an answer' }).waitFor();
    expect(await readShifts(app.page)).toEqual([]);
    await app.answer.getByRole('button', { name: 'Write an answer' }).click();
    await app.answer.locator('.pending').first().waitFor();
    await outlastInput(app.page);
    await watchShifts(app.page);
    const words =
      'The deposit is 2,360 euros, which is two months of rent, and it comes back within six weeks. ';
    const text = words.repeat(6);
    for (let at = 0; at < text.length; at += 24)
      await tell(app, [{ type: 'token', text: text.slice(at, at + 24) }]);
    await tell(app, [
      { type: 'sentence', start: 0, end: words.length - 1, marks: [] },
      {
        type: 'done',
        finish: 'stop',
        text,
        author: { kind: 'model', name: 'SmolLM2 135M' },
        citations: [],
        timings: {},
      },
    ]);
    await app.answer.getByText('Written by SmolLM2').waitFor();
    expect(await readShifts(app.page)).toEqual([]);
    await app.close();
  });
});
