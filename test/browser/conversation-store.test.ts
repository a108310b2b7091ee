import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Turn } from '../../src/app/conversation/turn.ts';
import type { Writing } from '../../src/app/conversation/writing.ts';
import {
  ConversationStore,
  type ConversationChange,
} from '../../src/app/conversations/conversation-store.ts';
import { ConversationWriter } from '../../src/app/conversations/conversation-writer.ts';
import {
  CONVERSATION_DATABASE,
  type ConversationInfo,
} from '../../src/app/conversations/conversation-schema.ts';
import { revive } from '../../src/app/conversations/revival.ts';
import { holdTurn, releaseTurn } from '../../src/app/conversations/turn-locks.ts';

/** Of what comes by itself, in milliseconds. */
const PATIENT = 30_000;

function turnOf(id: number, question: string, state: Turn['state'] = 'answered'): Turn {
  const blank = { passages: [], missing: [], text: '', citations: [], isPartial: false };
  return { id, askedAt: 1000 + id, question, state, ...blank };
}

function infoOf(id: string, corpus = 'mine'): ConversationInfo {
  return { id, corpus, title: `Title of ${id}`, createdAt: 1, changedAt: 1 };
}

const WRITING: Writing = { state: 'written', text: 'Seven.', sentences: [], citations: [], attempt: 0 };

/** Two tabs; both have the same database. */
let here: ConversationStore;
let there: ConversationStore;
let heard: ConversationChange[];

beforeEach(async () => {
  heard = [];
  here = await ConversationStore.open();
  there = await ConversationStore.open({ onChange: (change) => heard.push(change) });
});
afterEach(async () => {
  here.close();
  there.close();
  await deleteDB(CONVERSATION_DATABASE);
});

async function begin(id: string, ...turns: Turn[]): Promise<void> {
  await here.save(
    id,
    turns.map((content) => ({ turn: content.id, content })),
    infoOf(id),
  );
}

describe('conversations on the disk', () => {
  it('come back with their turns in the order of their questions', async () => {
    await begin('a', turnOf(7, 'first'), turnOf(9, 'second'));
    await here.save('a', [{ turn: 8, content: turnOf(8, 'in between') }]);
    const kept = await there.read('a');
    expect(kept?.info).toMatchObject({ id: 'a', corpus: 'mine', title: 'Title of a' });
    expect(kept?.turns.map(({ content }) => content.question)).toEqual(['first', 'in between', 'second']);
    await expect(there.read('b')).resolves.toBeUndefined();
  });

  it('are listed by corpus, the one that changed last first', async () => {
    await begin('a', turnOf(1, 'a'));
    await begin('b', turnOf(1, 'b'));
    await here.save('other', [{ turn: 1, content: turnOf(1, 'o') }], infoOf('other', 'theirs'));
    const { changedAt } = (await here.read('b'))?.info ?? infoOf('b');
    await vi.waitUntil(() => Date.now() > changedAt);
    await here.save('a', [{ turn: 2, content: turnOf(2, 'more') }]);
    expect((await there.list('mine')).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await there.list('theirs')).map(({ id }) => id)).toEqual(['other']);
  });

  it('lose no turn when two tabs add to one at once', async () => {
    await begin('a', turnOf(1, 'first'));
    const adds = Array.from({ length: 20 }, (_, at) =>
      (at % 2 === 0 ? here : there).save('a', [{ turn: 10 + at, content: turnOf(10 + at, `turn ${at}`) }]),
    );
    expect(new Set(await Promise.all(adds))).toEqual(new Set([true]));
    expect((await here.read('a'))?.turns).toHaveLength(21);
  });

  it('keep an answer and what a model wrote beside each other, whichever comes first', async () => {
    await begin('a', turnOf(1, 'first', 'answering'));
    await Promise.all([
      there.save('a', [{ turn: 1, writing: WRITING }]),
      here.save('a', [{ turn: 1, content: turnOf(1, 'first') }]),
    ]);
    const [turn] = (await here.read('a'))?.turns ?? [];
    expect(turn).toMatchObject({ content: { state: 'answered' }, writing: { text: 'Seven.' } });
  });

  it('keep nothing of a step that cannot be kept as a whole', async () => {
    await begin('a', turnOf(1, 'first'));
    const broken = { ...turnOf(3, 'broken'), text: (() => '') as unknown as string };
    const step = here.save('a', [
      { turn: 2, content: turnOf(2, 'second') },
      { turn: 3, content: broken },
    ]);
    await expect(step).rejects.toThrow(DOMException);
    expect((await there.read('a'))?.turns.map(({ turn }) => turn)).toEqual([1]);
  });

  it('tell other tabs what has changed', async () => {
    await begin('a', turnOf(1, 'first'));
    await here.rename('a', 'Holidays');
    await here.remove(['a']);
    await here.clear();
    await expect.poll(() => heard).toEqual([{ id: 'a' }, { id: 'a' }, { id: 'a' }, {}]);
  });

  it('get another title, which is no change of what was said', async () => {
    await begin('a', turnOf(1, 'first'));
    const before = (await here.read('a'))?.info.changedAt;
    await here.rename('a', 'Holidays');
    expect((await there.read('a'))?.info).toMatchObject({ title: 'Holidays', changedAt: before });
    await here.rename('nobody', 'x');
    await expect(here.read('nobody')).resolves.toBeUndefined();
  });

  it('are deleted for good, also when another tab has one open, and can be put back', async () => {
    await begin('a', turnOf(1, 'first'), turnOf(2, 'second'));
    const removed = await here.remove(['a', 'nobody']);
    expect(removed).toHaveLength(1);
    await expect(there.save('a', [{ turn: 3, content: turnOf(3, 'late') }])).resolves.toBe(false);
    await expect(there.read('a')).resolves.toBeUndefined();
    await here.restore(removed);
    expect((await there.read('a'))?.turns).toHaveLength(2);
  });

  it('are measured and cleared by corpus', async () => {
    await begin('a', { ...turnOf(1, 'first'), text: 'x'.repeat(5000) });
    await here.save('o', [{ turn: 1, content: turnOf(1, 'o') }], infoOf('o', 'theirs'));
    expect(await here.measure('mine')).toBeGreaterThan(5000);
    expect(await here.measure('theirs')).toBeLessThan(1000);
    expect(await here.measure()).toBe((await here.measure('mine')) + (await here.measure('theirs')));
    expect(await here.clear('mine')).toBe(1);
    expect(await here.measure('mine')).toBe(0);
    expect(await here.list('theirs')).toHaveLength(1);
    expect(await here.clear()).toBe(1);
    expect(await here.measure()).toBe(0);
  });

  it('give way to a newer version of the app, and are not touched by an older one', async () => {
    await begin('a', turnOf(1, 'first'));
    const lost = vi.fn<() => void>();
    here.close();
    there.close();
    there = await ConversationStore.open({ onLost: lost });
    const newer = await openDB(CONVERSATION_DATABASE, 99);
    expect(lost).toHaveBeenCalledOnce();
    await expect(ConversationStore.open()).rejects.toMatchObject({ name: 'VersionError' });
    newer.close();
  });
});

describe('keeping a conversation', () => {
  it('begins with the first step and goes on in order', async () => {
    const writer = new ConversationWriter('a', Promise.resolve(here), () => undefined, infoOf('a'));
    writer.keepTurn(turnOf(1, 'first', 'searching'));
    writer.keepTurn(turnOf(1, 'first', 'answering'));
    writer.keepWriting(1, WRITING);
    writer.keepTurn(turnOf(1, 'first'));
    await writer.settled();
    expect(writer.isKept).toBe(true);
    const [turn] = (await there.read('a'))?.turns ?? [];
    expect(turn).toMatchObject({ content: { state: 'answered' }, writing: { text: 'Seven.' } });
  });

  it('says what went wrong, and keeps with the next step what it could not keep', async () => {
    const troubles: unknown[] = [];
    const full = new DOMException('full', 'QuotaExceededError');
    const save = vi.spyOn(here, 'save').mockRejectedValueOnce(full);
    const writer = new ConversationWriter(
      'a',
      Promise.resolve(here),
      (error) => troubles.push(error),
      infoOf('a'),
    );
    writer.keepTurn(turnOf(1, 'first'));
    await writer.settled();
    expect(troubles).toEqual([full]);
    expect(writer.isKept).toBe(false);
    await expect(there.read('a')).resolves.toBeUndefined();
    writer.keepTurn(turnOf(2, 'second'));
    await writer.settled();
    expect((await there.read('a'))?.turns.map(({ turn }) => turn)).toEqual([1, 2]);
    expect(save).toHaveBeenCalledTimes(2);
  });
});

describe('bringing a conversation back', () => {
  it('takes a turn for stopped whose tab has ended, and leaves one that runs elsewhere under way', async () => {
    await begin('a', turnOf(1, 'cut off', 'answering'), turnOf(2, 'runs', 'searching'), turnOf(3, 'done'));
    await here.save('a', [{ turn: 3, writing: { ...WRITING, state: 'writing' } }]);
    const kept = await here.read('a');
    if (!kept) throw new Error('It was not kept.');
    const { promise, resolve } = Promise.withResolvers<void>();
    // Another tab holds a turn that runs there with a lock of this name.
    const asked = navigator.locks.request('cloister-turn:a:2', () => promise);
    const onEnd = vi.fn<() => void>();
    const { turns, writings } = await revive(kept, onEnd);
    expect(turns.map(({ state }) => state)).toEqual(['stopped', 'searching', 'answered']);
    expect(writings.get(3)?.state).toBe('stopped');
    expect(onEnd).not.toHaveBeenCalled();
    resolve();
    await asked;
    await expect.poll(() => onEnd.mock.calls.length).toBe(1);
    expect((await revive(kept, onEnd)).turns[1]?.state).toBe('stopped');
  });

  it('leaves alone what runs in the same tab', async () => {
    await begin('a', turnOf(1, 'runs', 'searching'));
    const kept = await here.read('a');
    if (!kept) throw new Error('It was not kept.');
    holdTurn('a', 1);
    await vi.waitUntil(async () => (await navigator.locks.query()).held?.length === 1, PATIENT);
    const onEnd = vi.fn<() => void>();
    expect((await revive(kept, onEnd)).turns[0]?.state).toBe('searching');
    releaseTurn('a', 1);
    await vi.waitUntil(async () => (await navigator.locks.query()).held?.length === 0, PATIENT);
    expect(onEnd).not.toHaveBeenCalled();
  });
});
