import type { BrowserContext, Page, Worker } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppElement } from '../../src/cli/app-session.ts';
import type { CheckReport } from '../../src/check-report.ts';
import type { DocumentInfo } from '../../src/types.ts';
import { KillableApp } from '../helpers/killable-app.ts';

let app: KillableApp;
/** The browser that runs: a test that fails must not keep the profile from the next one. */
let open: BrowserContext | undefined;

beforeAll(async () => {
  app = await KillableApp.create();
});
afterEach(() => open?.close());
afterAll(() => app.close());

/** The write in a transaction at which the browser dies. */
interface Moment {
  store: string;
  /** Of a segment. */
  set?: string;
  /** Of a segment: it has at least as many passages. */
  rows?: number;
  /** Whether the transaction is told to end, so that the disk is being written, instead of being kept open. */
  isEnding?: boolean;
}

const REACHED = 'cloister-test: in mid-commit';

/** Has the worker stop in the middle of a transaction, with its writes sent and nothing committed, and tell so. */
async function stopAt(page: Page, moment: Moment): Promise<{ reached: Promise<unknown> }> {
  const worker = page.workers().find((candidate: Worker) => candidate.url().includes('corpus'));
  const reached = page.waitForEvent('console', {
    predicate: (message) => message.text() === REACHED,
    timeout: 60_000,
  });
  await worker!.evaluate(
    ({ store, set, rows = 0, isEnding = false, REACHED }) => {
      const { put } = IDBObjectStore.prototype;
      let isArmed = true;
      IDBObjectStore.prototype.put = function (value: { set?: string; rows?: number }, ...key) {
        const request = put.call(this, value, ...key);
        const isMeant = this.name === store && (!set || value.set === set) && (value.rows ?? 0) >= rows;
        if (!isArmed || !isMeant) return request;
        isArmed = false;
        request.addEventListener('success', () => {
          // It stays open as long as it has something to do.
          const goOn = (): void => this.count().addEventListener('success', goOn);
          if (isEnding) this.transaction.commit();
          else goOn();
          console.log(REACHED);
        });
        return request;
      };
    },
    { ...moment, REACHED },
  );
  return { reached };
}

/** A document of several passages. */
function makeDocument(name: string, word: string): { name: string; text: string } {
  const parts = [1, 2, 3].map((part) => {
    const line = `In ${name}, part ${part}, the ${word} number ${part} was looked at and found to be in good order. `;
    return `Section ${part}\n\n${line.repeat(3)}`;
  });
  return { name, text: parts.join('\n\n') };
}

async function add(page: Page, documents: { name: string; text: string }[], waits = true): Promise<void> {
  await page.evaluate(
    async ([list, isAwaited]) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      const encoder = new TextEncoder();
      const sources = list.map(({ name, text }) => ({ name, bytes: encoder.encode(text) }));
      const added = rag!.add(sources).then(() => rag!.settled());
      if (isAwaited) await added;
    },
    [documents, waits] as const,
  );
}

const SOUND = { isSound: true, repaired: [], lost: [] };

interface State {
  documents: DocumentInfo[];
  report: CheckReport;
}

/** What a new browser finds at once, and after it has done what was left. */
async function reopen(): Promise<{ page: Page; pid: number; close(): Promise<void>; state: State }> {
  const { context, page, pid } = await app.open('?device=wasm');
  open = context;
  const state = await page.evaluate(async () => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    return { report: await rag!.check(), documents: await rag!.documents() };
  });
  return { page, pid, state, close: () => context.close() };
}

/** The document whose words fit best, and whether all passages that were found are of the text as it is. */
const findDocument = (page: Page, word: string): Promise<string | undefined> =>
  page.evaluate(async (asked) => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    const { passages } = await rag!.retrieve(asked, { mode: 'lexical', limit: 50 });
    return passages.find(({ text }) => text.includes(asked))?.document;
  }, word);

/** Waits until all is done, and expects all of it to be sound and these documents to be there. */
async function expectWhole(page: Page, words: Record<string, string>): Promise<void> {
  await settle(page);
  const { documents, report } = await page.evaluate(async () => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    return { report: await rag!.check(), documents: await rag!.documents() };
  });
  expect(report).toMatchObject(SOUND);
  for (const [name, word] of Object.entries(words)) {
    const info = documents.find(({ id }) => id === name);
    expect(info, name).toMatchObject({ state: 'ready', embedded: info?.passages });
    expect(await findDocument(page, word)).toBe(name);
  }
}

const settle = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag!.settled());

/** Kills the browser at a moment of what `start` sets going, and tells what the next one finds. */
async function killAt(
  moment: Moment,
  documents: { name: string; text: string }[],
): ReturnType<typeof reopen> {
  const { context, page, pid } = await app.open('?device=wasm');
  open = context;
  await settle(page);
  const { reached } = await stopAt(page, moment);
  await add(page, documents, false);
  await reached;
  process.kill(pid, 'SIGKILL');
  await new Promise<void>((resolve) => context.once('close', () => resolve()));
  return reopen();
}

describe('a browser that is killed in the middle of a commit', () => {
  it('has all or nothing of it, and all of what was committed before', async () => {
    const first = await reopen();
    await add(first.page, [makeDocument('first.txt', 'valve')]);
    await first.close();

    for (const [at, moment] of (
      [
        { store: 'segments', set: 'words' },
        { store: 'segments', set: 'words', isEnding: true },
        { store: 'segments', set: 'vectors' },
      ] satisfies Moment[]
    ).entries()) {
      const name = `new-${at}.txt`;
      const word = ['zeppelin', 'hydrant', 'gearbox'][at] ?? '';
      const killed = await killAt(moment, [makeDocument(name, word)]);
      const { report, documents } = killed.state;
      expect(report, JSON.stringify(moment)).toMatchObject(SOUND);
      expect(documents.find(({ id }) => id === 'first.txt')).toMatchObject({ state: 'ready' });
      expect(documents.find(({ id }) => id === name)?.state).toMatch(/queued|words|ready/);
      await expectWhole(killed.page, { 'first.txt': 'valve', [name]: word });
      await killed.close();
    }
  }, 240_000);

  it('has the old version or the new one, never a mixture', async () => {
    const killed = await killAt({ store: 'passages' }, [makeDocument('first.txt', 'boiler')]);
    expect(killed.state.report).toMatchObject(SOUND);
    const old = killed.state.documents.find(({ id }) => id === 'first.txt');
    expect(old?.sha256).toMatch(/^[0-9a-f]{64}$/);
    await expectWhole(killed.page, { 'first.txt': 'boiler' });
    expect(await findDocument(killed.page, 'valve')).toBeUndefined();
    await killed.close();
  });

  it('loses nothing in a merge', async () => {
    const words = ['anchor', 'bellows', 'crane', 'dynamo', 'engine', 'furnace', 'grinder', 'hoist'];
    const many = words.map((word) => makeDocument(`${word}.txt`, word));
    // More passages than one document has: the segment that shall take the place of others.
    const killed = await killAt({ store: 'segments', set: 'words', rows: 12 }, many);
    expect(killed.state.report).toMatchObject(SOUND);
    await expectWhole(killed.page, {
      'first.txt': 'boiler',
      ...Object.fromEntries(words.map((word) => [`${word}.txt`, word])),
    });
    await killed.close();
  });
});
