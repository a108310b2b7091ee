import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { WorkerError } from '../../src/errors.ts';
import { parseDocument } from '../../src/ingest/parse-document.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { CorpusStore } from '../../src/storage/corpus-store.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { OriginRun } from '../../src/storage/vector-segment.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';

const setup: CorpusSetup = {
  name: 'corpus-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

/** Parses on the page; a file named hang.txt takes for ever. */
function spawnParser(): Parameters<typeof Corpus.open>[1]['spawnParser'] extends () => infer P ? P : never {
  const killed = Promise.withResolvers<never>();
  killed.promise.catch(() => undefined);
  return {
    api: {
      parse: (name, bytes, limits) =>
        Promise.race([
          killed.promise,
          name === 'hang.txt' ? new Promise<never>(() => undefined) : parseDocument(bytes, name, limits),
        ]),
    },
    terminate: (reason = new WorkerError('crashed', 'ended')) => killed.reject(reason),
  };
}

async function open(change: Partial<CorpusSetup> = {}, parseTimeoutMs?: number): Promise<Corpus> {
  const ignore = (): void => undefined;
  const processes = { spawnParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open({ ...setup, ...change }, processes, ignore, ignore, parseTimeoutMs);
  return corpus;
}

function textDocument(name: string, text: string): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text) };
}

const LEASE = textDocument('lease.txt', 'The rent is 950 euros a month. It is due on the third working day.');
const MANUAL = textDocument(
  'manual.txt',
  'Clean the filter every two weeks. The drum holds seven kilograms.',
);

/** Long enough for several batches of vectors. */
const LONG = textDocument(
  'long.txt',
  Array.from(
    { length: 60 },
    (_, at) => `Chapter ${at + 1}\n\n${`The machine number ${at} stands in hall ${at}. `.repeat(12)}`,
  ).join('\n\n'),
);

beforeEach(() => {
  fake = new FakeEmbedder();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

/** Where the stored vectors of a closed corpus were made. */
async function storedOrigins(): Promise<OriginRun[]> {
  const store = await CorpusStore.open(setup.name, () => undefined);
  const origins: OriginRun[] = [];
  const { model } = await store.corpus();
  await store.vectors.load(model?.fingerprint ?? '', (stored) => origins.push(...stored.origins));
  await store.close();
  return origins;
}

/** What must not change over a reopening: everything but the time it took. */
async function answersOf(opened: Corpus, question: string): Promise<unknown> {
  const { timings: _timings, ...rest } = await opened.retrieve(question, {});
  return rest;
}

describe('Corpus', () => {
  it('finds words before vectors exist, and joins the vectors as they are made', async () => {
    const gate = Promise.withResolvers<void>();
    fake.hold = () => gate.promise;
    const opened = await open();
    await opened.add([LEASE]);
    const early = await opened.retrieve('When is the rent due?', {});
    expect(early.halves).toEqual({ dense: false, lexical: true });
    expect(early.quotes[0]?.text).toContain('third working day');
    expect(await opened.status()).toMatchObject({ documents: 1, embedded: 0, settled: false });
    gate.resolve();
    await opened.settled();
    expect((await opened.retrieve('When is the rent due?', {})).halves.dense).toBe(true);
    expect(await opened.status()).toMatchObject({ settled: true, queued: 0, failed: 0 });
    expect(opened.documents()[0]).toMatchObject({ state: 'ready', embedded: 1, passages: 1 });
  });

  it('keeps with the vectors where they were computed and how that had passed its self-test', async () => {
    const opened = await open();
    await opened.add([LEASE]);
    await opened.settled();
    await opened.close();
    expect(await storedOrigins()).toEqual([{ rows: 1, made: { device: 'wasm', selfTest: 1 } }]);
  });

  it('keeps that with the vectors of passages that a new version did not change', async () => {
    const opened = await open();
    await opened.add([LONG]);
    await opened.settled();
    await opened.close();
    const before = await storedOrigins();
    const again = await open();
    const text = new TextDecoder().decode(LONG.bytes as Uint8Array).replaceAll('hall 59', 'the cellar');
    await again.add([textDocument('long.txt', text)]);
    await again.settled();
    await again.close();
    const made = { device: 'wasm', selfTest: 1 };
    expect(new Set([...before, ...(await storedOrigins())].map((run) => JSON.stringify(run.made)))).toEqual(
      new Set([JSON.stringify(made)]),
    );
  });

  it('answers the same after closing and opening', async () => {
    const opened = await open();
    await opened.add([LEASE, MANUAL, LONG]);
    await opened.settled();
    const before = await answersOf(opened, 'How often is the filter cleaned?');
    const documents = opened.documents();
    await opened.close();
    const again = await open();
    expect(again.documents()).toEqual(documents);
    await again.settled();
    expect(await answersOf(again, 'How often is the filter cleaned?')).toEqual(before);
  });

  it('does nothing for an unchanged document', async () => {
    const opened = await open();
    await opened.add([LEASE]);
    await opened.settled();
    const [outcome] = await opened.add([LEASE]);
    await opened.settled();
    expect(outcome?.outcome).toBe('unchanged');
    expect(fake.passages).toHaveLength(1);
  });

  it('replaces a changed document and embeds only what changed', async () => {
    const opened = await open();
    await opened.add([LONG]);
    await opened.settled();
    const count = fake.passages.length;
    const text = new TextDecoder().decode(LONG.bytes as Uint8Array).replaceAll('hall 59', 'the cellar');
    const [outcome] = await opened.add([textDocument('long.txt', text)]);
    await opened.settled();
    expect(outcome?.outcome).toBe('replaced');
    expect(fake.passages.length).toBeGreaterThan(count);
    expect(fake.passages.length).toBeLessThan(count + 5);
    expect((await opened.retrieve('cellar', {})).passages[0]?.text).toContain('cellar');
    expect(
      (await opened.retrieve('hall 59', {})).passages.some(({ text: found }) => found.includes('hall 59')),
    ).toBe(false);
    expect(opened.documents()).toHaveLength(1);
  });

  it('reads the others of a batch when one is broken', async () => {
    const opened = await open();
    const broken: SourceDocument = {
      name: 'broken.pdf',
      bytes: new TextEncoder().encode('%PDF-1.7 nothing'),
    };
    const outcomes = await opened.add([LEASE, broken, textDocument('empty.txt', '  \n'), MANUAL]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['added', 'failed', 'failed', 'added']);
    expect(outcomes[1]?.error?.code).toBe('malformed');
    expect(outcomes[2]?.error?.code).toBe('no_text');
    expect(
      opened
        .documents()
        .map(({ state }) => state)
        .filter((state) => state === 'failed'),
    ).toHaveLength(2);
    expect((await opened.retrieve('How often is the filter cleaned?', {})).passages[0]?.document).toBe(
      'manual.txt',
    );
  });

  it('refuses a file that is too large before it reads it, and lists it', async () => {
    const opened = await open();
    const mebibyte = new Uint8Array(1024 * 1024);
    const huge = new Blob(Array.from({ length: 101 }, () => mebibyte));
    const outcomes = await opened.add([{ name: 'huge.txt', bytes: huge }, MANUAL]);
    expect(outcomes[0]).toMatchObject({ outcome: 'failed', error: { code: 'too_large' } });
    expect(outcomes[1]?.outcome).toBe('added');
    expect(opened.documents()).toMatchObject([
      { name: 'huge.txt', state: 'failed' },
      { state: expect.any(String) },
    ]);
    await expect(opened.original('huge.txt')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('kills a parser that takes too long, and goes on with the next document', async () => {
    const opened = await open({}, 50);
    const outcomes = await opened.add([textDocument('hang.txt', 'x'), MANUAL]);
    expect(outcomes[0]?.error).toMatchObject({ code: 'timeout' });
    expect(outcomes[1]?.outcome).toBe('added');
  });

  it('takes back what was not read yet when adding is cancelled', async () => {
    const opened = await open();
    await opened.add([LEASE]);
    const abort = new AbortController();
    const changed = textDocument('lease.txt', 'Another text.');
    // The first one never ends, so that the others still wait when the call is cancelled.
    const adding = opened.add([textDocument('hang.txt', 'x'), MANUAL, changed], abort.signal);
    await expect.poll(() => opened.documents().filter(({ state }) => state === 'queued').length).toBe(3);
    abort.abort(new Error('enough'));
    await expect(adding).rejects.toThrow('enough');
    await expect.poll(() => opened.documents().map(({ id }) => id)).toEqual(['lease.txt']);
    expect((await opened.retrieve('When is the rent due?', {})).quotes[0]?.text).toContain(
      'third working day',
    );
  });

  it('takes up the vectors where it stopped, and makes none twice', async () => {
    const opened = await open();
    const reached = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    fake.hold = (embedded) => {
      if (embedded === 0) return Promise.resolve();
      reached.resolve();
      return never.promise;
    };
    await opened.add([LONG]);
    await reached.promise;
    const closing = opened.close();
    never.resolve();
    await closing;
    const first = fake.passages.splice(0);
    const resumed = Promise.withResolvers<void>();
    fake.hold = () => resumed.promise;
    const again = await open();
    const { embedded, passages } = await again.status();
    expect(first.length).toBeGreaterThan(0);
    expect(embedded).toBe(first.length);
    resumed.resolve();
    await again.settled();
    expect(fake.passages).toHaveLength(passages - embedded);
    expect(new Set([...first, ...fake.passages]).size).toBe(passages);
  });

  it('reads what was queued when the browser died', async () => {
    const store = await CorpusStore.open(setup.name, () => undefined);
    const content = new Blob(['The key is under the third flower pot.']);
    await store.enqueue({
      id: 'key.txt',
      name: 'key.txt',
      bytes: content.size,
      sha256: 'x',
      addedAt: 1,
      content,
    });
    await store.close();
    const opened = await open();
    await opened.settled();
    expect(opened.documents()).toMatchObject([{ id: 'key.txt', state: 'ready' }]);
    expect((await opened.retrieve('Where is the key?', {})).quotes[0]?.text).toContain('flower pot');
  });

  it('forgets a removed document everywhere, also while its vectors are made', async () => {
    const gate = Promise.withResolvers<void>();
    fake.hold = () => gate.promise;
    const opened = await open();
    await opened.add([LEASE, MANUAL]);
    expect(await opened.remove(['lease.txt', 'nobody.txt'])).toBe(1);
    gate.resolve();
    await opened.settled();
    expect(
      (await opened.retrieve('When is the rent due?', {})).passages.map(({ document }) => document),
    ).not.toContain('lease.txt');
    expect(await opened.status()).toMatchObject({ documents: 1, passages: 1, embedded: 1, settled: true });
    await expect(opened.document('lease.txt')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses another embedder, and embeds again when told to', async () => {
    const opened = await open();
    await opened.add([LEASE]);
    await opened.settled();
    await opened.close();
    const { embedder } = builtInEmbedder;
    const other = { ...builtInEmbedder, id: 'other-model', embedder: { ...embedder!, dtype: 'fp32' } };
    await expect(open({ embedder: other })).rejects.toMatchObject({
      name: 'StateError',
      code: 'model_mismatch',
      details: { expected: 'all-MiniLM-L6-v2', actual: 'other-model' },
    });
    fake.passages.length = 0;
    const again = await open({ embedder: other, onModelMismatch: 'reembed' });
    await again.settled();
    expect(fake.passages).toHaveLength(1);
    expect(await again.status()).toMatchObject({ embedded: 1, settled: true });
  });

  it('goes on with words when no embedder can be had, and says why', async () => {
    fake.failure = new WorkerError('timeout', 'The engine did not start.');
    const opened = await open();
    await opened.add([LEASE]);
    await opened.settled();
    expect(await opened.status()).toMatchObject({ embedderError: { code: 'timeout' }, settled: true });
    expect((await opened.retrieve('When is the rent due?', {})).found).toBe(true);
  });

  it('restarts an embedder that died, twice at the most', async () => {
    const opened = await open();
    await opened.settled();
    for (const starts of [2, 3]) {
      fake.crash(new WorkerError('crashed', 'gone'));
      await expect.poll(() => fake.starts).toBe(starts);
      await opened.settled();
    }
    fake.crash(new WorkerError('crashed', 'gone'));
    await expect.poll(async () => (await opened.status()).embedderError?.code).toBe('crashed');
    expect(fake.starts).toBe(3);
  });

  it('searches only the documents it is told to', async () => {
    const opened = await open();
    await opened.add([LEASE, MANUAL]);
    const { passages } = await opened.retrieve('filter', { documentIds: ['lease.txt'] });
    expect(passages.map(({ document }) => document)).not.toContain('manual.txt');
  });
});
