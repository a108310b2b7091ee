import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CorpusChange, Rag } from '../../src/index.ts';
import { deleteRag, multilingualEmbedder, openRag } from '../../src/index.ts';
import { CorpusVisit } from '../../src/rpc/corpus-visit.ts';
import { guestName, Lobby, TabChannel, type LobbyMessage } from '../../src/rpc/lobby.ts';
import { serve } from '../../src/rpc/serve.ts';
import { tinyEmbedder } from '../helpers/tiny-rag.ts';

const NAME = 'shared-corpus';
const LEASE = {
  name: 'lease.txt',
  bytes: new Blob(['The rent is 950 euros. It is due on the third working day.']),
};
const MANUAL = { name: 'manual.txt', bytes: new Blob(['Clean the filter every two weeks.']) };

const opened: Rag[] = [];
const ends: (() => void)[] = [];

afterEach(async () => {
  vi.useRealTimers();
  ends.splice(0).forEach((end) => end());
  for (const rag of opened.splice(0)) await rag.close();
  await deleteRag(NAME);
});

/** Each has its own worker, as a tab has. */
async function open(onChange: (change: CorpusChange) => void = () => undefined): Promise<Rag> {
  const rag = await openRag({ name: NAME, assetBase: '/', device: 'wasm', embedder: tinyEmbedder, onChange });
  opened.push(rag);
  return rag;
}

const hostOf = async (rag: Rag): Promise<string> => (await rag.status()).host;
const namesOf = async (rag: Rag): Promise<string[]> => (await rag.documents()).map(({ name }) => name);

/** Takes the lock of the corpus, as a tab of another version or one that hangs has it. */
async function takeLock(): Promise<void> {
  const held = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  void navigator.locks.request(`cloister:${NAME}`, () => {
    taken.resolve();
    return held.promise;
  });
  ends.push(held.resolve);
  await taken.promise;
}

async function askVersionOf(rag: Rag): Promise<string> {
  const version = await askVersion();
  await rag.close();
  return version;
}

/** A host of this version that lets others in and then hangs. */
function hangingHost(version: string): { host: Lobby; unhang: () => void } {
  const hang = Promise.withResolvers<void>();
  const api = {
    open: () => Promise.resolve(),
    present: () => hang.promise,
    documents: () => hang.promise.then(() => []),
  };
  const host = new Lobby(NAME, (message) => {
    if (message.type !== 'hello') return;
    serve(api, new TabChannel(guestName(NAME, message.guest)));
    host.say({ type: 'host', host: 'hanging', version, guest: message.guest });
  });
  return { host, unhang: hang.resolve };
}

/** The error that a call rejects with, for which time goes faster in this page; its workers have their own. */
async function rejectInTime(call: () => Promise<unknown>): Promise<unknown> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  let reason: unknown;
  call().catch((error: unknown) => (reason = error));
  const passSecond = (): unknown => {
    vi.advanceTimersByTime(1000);
    return reason;
  };
  await expect.poll(passSecond, { timeout: 30_000 }).toBeDefined();
  vi.useRealTimers();
  return reason;
}

/** What the host says to somebody who greets it. */
async function askVersion(): Promise<string> {
  const heard = Promise.withResolvers<string>();
  const note = (message: LobbyMessage): void => {
    if (message.type === 'host') heard.resolve(message.version);
  };
  const lobby = new Lobby(NAME, note);
  lobby.say({ type: 'hello', guest: 'curious' });
  const version = await heard.promise;
  lobby.close();
  return version;
}

describe('a corpus that is open twice', () => {
  it('is worked on by the first, asked and filled by both, and tells both what changes', async () => {
    const first = await open();
    const changes: CorpusChange[] = [];
    const second = await open((change) => changes.push(change));
    expect([await hostOf(first), await hostOf(second)]).toEqual(['this', 'other']);
    const steps: number[] = [];
    const onProgress = ({ done }: { done: number }): void => void steps.push(done);
    expect(await second.add([LEASE, MANUAL], { onProgress })).toMatchObject([
      { outcome: 'added' },
      { outcome: 'added' },
    ]);
    expect(steps).toEqual([1, 2]);
    await second.settled();
    const { quotes } = await second.retrieve('When is the rent due?');
    expect(quotes[0]?.text).toContain('third working day');
    expect(await (await second.original('lease.txt')).text()).toContain('950 euros');
    await first.remove(['lease.txt']);
    await expect.poll(() => changes.some(({ removed }) => removed === 'lease.txt')).toBe(true);
    expect(await namesOf(second)).toEqual(['manual.txt']);
    expect(
      (await second.retrieve('When is the rent due?')).quotes.map(({ document }) => document),
    ).not.toContain('lease.txt');
  });

  it('carries typed errors and cancels calls between the two', async () => {
    await open();
    const second = await open();
    await expect(second.document('nowhere.txt')).rejects.toMatchObject({ code: 'not_found' });
    const reason = new Error('never mind');
    const abort = new AbortController();
    const adding = second.add([LEASE], { signal: abort.signal });
    abort.abort(reason);
    await expect(adding).rejects.toBe(reason);
    await expect.poll(() => namesOf(second)).toEqual([]);
  });

  it('goes over to the second when the first is closed, with all that it was asked meanwhile', async () => {
    const first = await open();
    const second = await open();
    await first.add([LEASE]);
    const files = Array.from({ length: 8 }, (_, n) => ({
      name: `note-${n}.txt`,
      bytes: new Blob([`Note number ${n}: the valve ${n} was checked. `.repeat(10)]),
    }));
    const adding = second.add(files);
    const settled = second.settled();
    const asking = second.retrieve('When is the rent due?', { mode: 'lexical' });
    const closing = first.close();
    const [outcomes, { quotes }] = await Promise.all([adding, asking, settled, closing]);
    expect(outcomes.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(quotes[0]?.text).toContain('third working day');
    expect(await hostOf(second)).toBe('this');
    expect((await namesOf(second)).toSorted()).toEqual(
      ['lease.txt', ...files.map(({ name }) => name)].toSorted(),
    );
    expect(await second.check()).toMatchObject({ isSound: true, repaired: [] });
  });

  it('goes from one to the next, the others staying guests', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    await first.add([LEASE]);
    await first.close();
    await expect.poll(() => hostOf(second)).toBe('this');
    expect(await namesOf(third)).toEqual(['lease.txt']);
    expect(await hostOf(third)).toBe('other');
    await second.close();
    expect(await namesOf(third)).toEqual(['lease.txt']);
    expect(await hostOf(third)).toBe('this');
  });

  it('loses nothing of what both add at once', async () => {
    const [first, second] = [await open(), await open()];
    const files = (by: string): { name: string; bytes: Blob }[] =>
      Array.from({ length: 5 }, (_, n) => ({
        name: `${by}-${n}.txt`,
        bytes: new Blob([`The ${by} tab wrote that the valve ${n} is ${by === 'left' ? 'open' : 'shut'}.`]),
      }));
    const [left, right] = [files('left'), files('right')];
    await Promise.all([first.add(left), second.add(right)]);
    await first.settled();
    const all = [...left, ...right].map(({ name }) => name).toSorted();
    expect((await namesOf(first)).toSorted()).toEqual(all);
    expect((await namesOf(second)).toSorted()).toEqual(all);
    for (const rag of [first, second]) {
      const { passages } = await rag.retrieve('Which tab wrote about valves?', { limit: 50 });
      expect(passages.map(({ document }) => document).toSorted()).toEqual(all);
    }
  });

  it('embeds again when one who held that back has gone without a word', async () => {
    const first = await open();
    const leaving = new AbortController();
    const visit = await CorpusVisit.begin(NAME, await askVersion(), leaving.signal);
    await visit.api.open(
      { name: NAME, assetBase: '/', device: 'auto', embedder: tinyEmbedder, onModelMismatch: 'refuse' },
      () => undefined,
    );
    await visit.api.holdBackground();
    await first.add([LEASE]);
    expect((await first.status()).embedded).toBe(0);
    leaving.abort();
    await first.settled();
    expect((await first.status()).embedded).toBeGreaterThan(0);
  });

  it('is refused to one who wants another embedder', async () => {
    await (await open()).add([LEASE]);
    await expect(
      openRag({ name: NAME, assetBase: '/', embedder: multilingualEmbedder }),
    ).rejects.toMatchObject({
      code: 'model_mismatch',
    });
  });

  it('is lost to both when it is deleted, and stays deleted', async () => {
    const [first, second] = [await open(), await open()];
    await first.add([LEASE]);
    await deleteRag(NAME);
    expect(await first.closed).toMatchObject({ kind: 'lost' });
    expect(await second.closed).toMatchObject({ kind: 'lost', error: { code: 'blocked' } });
    await expect(second.documents()).rejects.toMatchObject({ code: 'blocked' });
    const isHeld = async (): Promise<boolean> =>
      (await navigator.locks.query()).held?.some(({ name }) => name?.includes(NAME)) ?? false;
    await expect.poll(isHeld).toBe(false);
    expect((await indexedDB.databases()).filter(({ name }) => name?.endsWith(NAME))).toEqual([]);
  });
});

describe('a corpus whose lock somebody else holds', () => {
  it('rejects calls while that one hangs, and goes on when it answers again', async () => {
    const version = await askVersionOf(await open());
    await takeLock();
    const { host, unhang } = hangingHost(version);
    ends.push(() => host.close());
    const rag = await open();
    expect(await rejectInTime(() => rag.documents())).toMatchObject({
      code: 'locked',
      message: expect.stringContaining('does not answer'),
    });
    unhang();
    expect(await rag.documents()).toEqual([]);
  });

  it('is refused with the reason where that has another version', async () => {
    await takeLock();
    const lobby = new Lobby(NAME, (message) => {
      if (message.type === 'hello')
        lobby.say({ type: 'host', host: 'other', version: 'another one', guest: message.guest });
    });
    ends.push(() => lobby.close());
    await expect(open()).rejects.toMatchObject({
      name: 'StorageError',
      code: 'locked',
      message: expect.stringContaining('another version'),
    });
  });

  it('is refused where nobody answers, and opened when the lock is free in time', async () => {
    await takeLock();
    expect(await rejectInTime(() => open())).toMatchObject({
      code: 'locked',
      message: expect.stringContaining('does not answer'),
    });
    const opening = open();
    ends.splice(0).forEach((end) => end());
    expect(await hostOf(await opening)).toBe('this');
  });
});
