import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerEvent, CorpusChange, Rag } from '../../src/index.ts';
import { deleteRag, openRag, StateError } from '../../src/index.ts';

const NAME = 'rag-test';
const LEASE = {
  name: 'lease.txt',
  bytes: new Blob(['The rent is 950 euros. It is due on the third working day.']),
};
const MANUAL = { name: 'manual.txt', bytes: new Blob(['Clean the filter every two weeks.']) };

let rag: Rag | undefined;
let changes: CorpusChange[];

afterEach(async () => {
  await rag?.close();
  rag = undefined;
  await deleteRag(NAME);
});

async function open(assetBase = '/'): Promise<Rag> {
  changes = [];
  rag = await openRag({ name: NAME, assetBase, device: 'wasm', onChange: (change) => changes.push(change) });
  return rag;
}

describe('openRag', () => {
  // First in its file, whose storage is empty: later on the tokenizer is cached.
  it('keeps documents that cannot be read for want of the tokenizer, and reads them when it is there', async () => {
    // The test server answers with a page for whatever it does not have, as many a site does.
    const without = await open('/nowhere/');
    expect(await without.add([LEASE])).toMatchObject([
      { outcome: 'failed', error: { code: 'size_mismatch' } },
    ]);
    expect(await without.documents()).toMatchObject([{ id: 'lease.txt', state: 'failed', error: {} }]);
    await expect.poll(async () => (await without.status()).embedderError?.code).toBe('size_mismatch');
    await without.close();
    const again = await open();
    await again.settled();
    expect(await again.documents()).toMatchObject([{ id: 'lease.txt', state: 'ready' }]);
  });

  it('answers with verified models, tells what changes, and says what runs where', async () => {
    const opened = await open();
    expect(await opened.add([LEASE, MANUAL])).toMatchObject([{ outcome: 'added' }, { outcome: 'added' }]);
    await opened.settled();
    const events: AnswerEvent[] = [];
    for await (const event of opened.ask('When is the rent due?')) events.push(event);
    expect(events[0]?.type).toBe('sources');
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'done', finish: 'stop', author: { kind: 'quotes' } });
    expect(last?.type === 'done' && last.citations[0]?.quote).toContain('third working day');
    const status = await opened.status();
    expect(status).toMatchObject({
      settled: true,
      embedder: { device: 'wasm', modelId: 'all-MiniLM-L6-v2' },
    });
    expect(
      status.embedder?.files.every(({ verified, sha256 }) => verified && /^[0-9a-f]{64}$/.test(sha256)),
    ).toBe(true);
    expect(status.embedder?.selfTest).toBeGreaterThanOrEqual(0.999);
    expect(changes.some(({ document }) => document?.id === 'lease.txt' && document.state === 'ready')).toBe(
      true,
    );
  });

  it('stops an answer when its loop is left, and rejects with the reason when its signal says so', async () => {
    const opened = await open();
    await opened.add([LEASE]);
    for await (const event of opened.ask('When is the rent due?')) {
      expect(event.type).toBe('sources');
      break;
    }
    const abort = new AbortController();
    const reason = new Error('never mind');
    const asking = (async () => {
      for await (const event of opened.ask('When is the rent due?', { signal: abort.signal })) {
        if (event.type === 'sources') abort.abort(reason);
      }
    })();
    await expect(asking).rejects.toBe(reason);
    await expect(opened.documents({ signal: abort.signal })).rejects.toBe(reason);
  });

  it('is closed once and for all', async () => {
    const opened = await open();
    await Promise.all([opened.close(), opened.close()]);
    expect(await opened.closed).toEqual({ kind: 'closed' });
    await expect(opened.add([LEASE])).rejects.toBeInstanceOf(StateError);
    await expect(opened.status()).rejects.toMatchObject({ code: 'closed' });
  });

  it('deletes a corpus with all that is in it', async () => {
    const opened = await open();
    await opened.add([LEASE]);
    await opened.close();
    await deleteRag(NAME);
    expect(await (await open()).documents()).toEqual([]);
  });

  it('refuses wrong arguments as the platform does', async () => {
    await expect(openRag({ name: '' })).rejects.toBeInstanceOf(TypeError);
    const opened = await open();
    await expect(opened.retrieve('x', { limit: 0 })).rejects.toBeInstanceOf(RangeError);
  });
});
