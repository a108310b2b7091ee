import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { WorkerError } from '../../src/errors.ts';
import { parseDocument } from '../../src/ingest/parse-document.ts';
import { builtInEmbedder, multilingualEmbedder } from '../../src/models/built-in.ts';
import type { ModelManifest } from '../../src/models/manifest.ts';
import { CorpusStore } from '../../src/storage/corpus-store.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';

const setup: CorpusSetup = {
  name: 'switch-test',
  assetBase: `${location.origin}/`,
  device: 'wasm',
  onModelMismatch: 'refuse',
};
const SWITCH: Partial<CorpusSetup> = { embedder: multilingualEmbedder, onModelMismatch: 'reembed' };

const LEASE = textDocument(
  'Mietvertrag.txt',
  'Der Mieter zahlt die Miete bis zum dritten Werktag. Die Kaution beträgt drei Monatsmieten.',
);
const MANUAL = textDocument('manual.txt', 'Clean the filter every two weeks.');
/** The English model counts more than twice the tokens of the other one here, and sees half as many at once. */
const GEORGIAN = textDocument(
  'georgian.txt',
  'საქართველოს დედაქალაქი არის თბილისი და იქ ბევრი ხალხი ცხოვრობს. '.repeat(60),
);

/** More passages than are embedded at once. */
const LONG = textDocument(
  'long.txt',
  Array.from(
    { length: 60 },
    (_, at) => `Kapitel ${at + 1}\n\n${`Die Maschine Nummer ${at} steht in Halle ${at}. `.repeat(12)}`,
  ).join('\n\n'),
);

/** Answered from the English document by its meaning alone. */
const FILTER = 'Clean the filter';

function textDocument(name: string, text: string): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text) };
}

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(change: Partial<CorpusSetup> = {}, onChange?: () => void): Promise<Corpus> {
  const ignore = (): void => undefined;
  const spawnParser: Parameters<typeof Corpus.open>[1]['spawnParser'] = () => ({
    api: { parse: (name, bytes, limits) => parseDocument(bytes, name, limits) },
    terminate: ignore,
  });
  corpus = await Corpus.open(
    { ...setup, ...change },
    { spawnParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker },
    onChange ?? ignore,
    ignore,
  );
  return corpus;
}

beforeEach(() => {
  fake = new FakeEmbedder();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

/** The model that the stored corpus is tied to. */
async function boundModel(): Promise<string | undefined> {
  const store = await CorpusStore.open(setup.name, () => undefined);
  const { model } = await store.corpus();
  await store.close();
  return model?.id;
}

describe('a corpus without a demand for an embedder', () => {
  it('takes the English one when it is new, and later the one it is tied to', async () => {
    await (await open()).close();
    expect(await boundModel()).toBe(builtInEmbedder.id);
    await (await open(SWITCH)).close();
    expect(await boundModel()).toBe(multilingualEmbedder.id);
    await (await open()).close();
    expect(await boundModel()).toBe(multilingualEmbedder.id);
  });

  it('refuses one that it is not tied to, and stays as it is', async () => {
    await (await open(SWITCH)).close();
    await expect(open({ embedder: builtInEmbedder })).rejects.toMatchObject({ code: 'model_mismatch' });
    expect(await boundModel()).toBe(multilingualEmbedder.id);
  });
});

describe('questions in other languages', () => {
  it('make the corpus recommend an embedder, and tell of it', async () => {
    let changes = 0;
    const opened = await open({}, () => (changes += 1));
    await opened.add([MANUAL]);
    await opened.settled();
    const before = changes;
    for (let count = 0; count < 3; count++) {
      expect((await opened.status()).recommendedEmbedder).toBeUndefined();
      await opened.retrieve('Wie oft muss der Filter gereinigt werden?', {});
    }
    expect(changes).toBeGreaterThan(before);
    expect((await opened.status()).recommendedEmbedder).toMatchObject({
      id: multilingualEmbedder.id,
      reason: expect.stringContaining('3 of the last 3 questions') as string,
    });
  });
});

describe('documents in other languages', () => {
  it('make the corpus recommend an embedder, until it has it', async () => {
    const opened = await open();
    await opened.add([MANUAL]);
    expect((await opened.status()).recommendedEmbedder).toBeUndefined();
    await opened.add([LEASE]);
    expect((await opened.status()).recommendedEmbedder).toMatchObject({
      id: multilingualEmbedder.id,
      reason: expect.stringContaining('German') as string,
    });
    await opened.close();
    const again = await open(SWITCH);
    await again.settled();
    expect((await again.status()).recommendedEmbedder).toBeUndefined();
  });
});

/** Opens a corpus with these documents, their vectors made by the English model. */
async function openSettled(...documents: SourceDocument[]): Promise<Corpus> {
  const opened = await open();
  await opened.add(documents);
  await opened.settled();
  return opened;
}

/** Holds the batches of passages of one model back, but for the first `free` ones. */
function holdPassages(model: string, free = 0): { reached: Promise<void>; release: () => void } {
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let batches = 0;
  fake.hold = (_embedded, held) => {
    if (held !== model || batches++ < free) return Promise.resolve();
    reached.resolve();
    return gate.promise;
  };
  return { reached: reached.promise, release: gate.resolve };
}

/** What a call rejects with; listened to at once. */
function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Texts that the model for every language embedded. */
const embeddedByNew = (): string[] =>
  fake.embedded.filter(({ model }) => model === multilingualEmbedder.id).map(({ text }) => text);

/** Which model's vectors answered a question; the two agree on nothing, so that the wrong ones would find nothing near. */
async function answeringModel(opened: Corpus): Promise<string | undefined> {
  const { passages } = await opened.retrieve(FILTER, { mode: 'dense' });
  expect(passages[0]?.document).toBe('manual.txt');
  expect(passages[0]?.why.denseScore).toBeGreaterThan(0.5);
  return fake.questions.at(-1)?.model;
}

const OLD = builtInEmbedder.id;
const NEW = multilingualEmbedder.id;

describe('changing the embedder', () => {
  it('answers from the old vectors until all new ones are made, and from these after it', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const { passages } = await opened.status();
    const held = holdPassages(NEW, 1);
    const change = opened.switchEmbedder(multilingualEmbedder);
    await held.reached;
    expect(await answeringModel(opened)).toBe(OLD);
    expect(await opened.status()).toMatchObject({
      embedder: { modelId: OLD },
      embedded: passages,
      settled: false,
      switching: { to: NEW, embedded: 16, passages },
    });
    expect(opened.documents().every(({ state }) => state === 'ready')).toBe(true);
    expect(fake.ended).toEqual([]);
    held.release();
    await change;
    expect(await answeringModel(opened)).toBe(NEW);
    await opened.settled();
    const status = await opened.status();
    expect(status).toMatchObject({ embedder: { modelId: NEW }, embedded: passages, settled: true });
    expect(status.switching).toBeUndefined();
    expect(status.index.vectors).toBe(passages);
    expect(fake.ended).toEqual([OLD]);
    expect(await boundModelAfter(opened)).toBe(NEW);
  });

  it('begins at the opening when that is asked for, and tells how far it is', async () => {
    await (await openSettled(MANUAL, LONG)).close();
    const held = holdPassages(NEW, 1);
    const again = await open(SWITCH);
    await held.reached;
    expect(await answeringModel(again)).toBe(OLD);
    const steps: number[] = [];
    const change = again.switchEmbedder(multilingualEmbedder, undefined, ({ step, subject, done }) => {
      if (step === 'embed' && subject === NEW) steps.push(done);
    });
    held.release();
    await change;
    const { passages } = await again.status();
    expect(steps.at(-1)).toBe(passages);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(await answeringModel(again)).toBe(NEW);
  });

  it('answers every question that is asked while it goes on, also the one that it overtakes', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const late = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    fake.holdQuestion = (model) => {
      if (model !== OLD) return Promise.resolve();
      asked.resolve();
      return late.promise;
    };
    const overtaken = opened.retrieve(FILTER, { mode: 'dense' });
    await asked.promise;
    await opened.switchEmbedder(multilingualEmbedder);
    late.resolve();
    const { halves, passages } = await overtaken;
    expect(halves.dense).toBe(true);
    expect(passages[0]?.document).toBe('manual.txt');
    expect(passages[0]?.why.denseScore).toBeGreaterThan(0.5);
    fake.holdQuestion = () => Promise.resolve();
    const back = opened.switchEmbedder(builtInEmbedder);
    let isOver = false;
    const over = back.finally(() => (isOver = true));
    while (!isOver) {
      expect((await opened.retrieve(FILTER, { mode: 'dense' })).halves.dense).toBe(true);
      // All else here is in memory and would leave the database no turn.
      await new Promise((resolve) => setTimeout(resolve));
    }
    await over;
    expect(await answeringModel(opened)).toBe(OLD);
  });

  it('takes in what is added, replaced and removed meanwhile, and embeds each text once', async () => {
    const opened = await openSettled(MANUAL, LEASE, LONG);
    const before = fake.embedded.length;
    const held = holdPassages(NEW, 1);
    const change = opened.switchEmbedder(multilingualEmbedder);
    await held.reached;
    const added = textDocument('added.txt', 'The zeppelin was painted green.');
    const replaced = textDocument('manual.txt', 'Clean the filter every five weeks.');
    await opened.add([added, replaced]);
    expect(await opened.remove(['Mietvertrag.txt'])).toBe(1);
    const early = await opened.retrieve('Which colour was the zeppelin painted?', {});
    expect(early.quotes[0]?.text).toContain('green');
    held.release();
    await change;
    await opened.settled();
    const { passages, embedded, documents } = await opened.status();
    expect([documents, embedded]).toEqual([3, passages]);
    // The old model was left alone with the questions.
    expect(fake.embedded.slice(before).every(({ model }) => model === NEW)).toBe(true);
    expect(new Set(embeddedByNew()).size).toBe(embeddedByNew().length);
    const late = await opened.retrieve('zeppelin painted green', { mode: 'dense' });
    expect(late.passages[0]?.document).toBe('added.txt');
    const { passages: changed } = await opened.retrieve(FILTER, { mode: 'dense' });
    expect(changed[0]?.text).toContain('five weeks');
    expect(changed.map(({ document }) => document)).not.toContain('Mietvertrag.txt');
  });

  it('reads a document again whose passages the new model could not see to their ends', async () => {
    await (await open(SWITCH)).close();
    const opened = await openSettled(GEORGIAN, MANUAL);
    const { passages: before } = await opened.status();
    const known = fake.embedded.length;
    await opened.switchEmbedder(builtInEmbedder);
    await opened.settled();
    const { passages: after, embedded, settled } = await opened.status();
    expect(after).toBeGreaterThan(before);
    expect({ embedded, settled }).toEqual({ embedded: after, settled: true });
    expect(fake.embedded.slice(known)).toHaveLength(after);
  });

  it('is made at once where the former model is not at hand; words answer until then', async () => {
    const custom = variantOf(multilingualEmbedder, 'custom');
    await (await open({ embedder: custom })).close();
    const opened = await open({ embedder: custom });
    await opened.add([MANUAL]);
    await opened.settled();
    await opened.close();
    const held = holdPassages(OLD);
    const again = await open({ embedder: builtInEmbedder, onModelMismatch: 'reembed' });
    await held.reached;
    const early = await again.retrieve('How often is the filter cleaned?', {});
    expect(early.halves).toEqual({ dense: false, lexical: true });
    expect(early.quotes[0]?.text).toContain('two weeks');
    held.release();
    await again.settled();
    expect(await answeringModel(again)).toBe(OLD);
  });
});

/** Another model with the files of this one. */
function variantOf(manifest: ModelManifest, id: string): ModelManifest {
  const { embedder } = manifest;
  return { ...manifest, id, ...(embedder ? { embedder: { ...embedder, dtype: id } } : {}) };
}

async function boundModelAfter(opened: Corpus): Promise<string | undefined> {
  await opened.close();
  return boundModel();
}

describe('a change that is stopped', () => {
  it('by its signal keeps what it made, goes on only when it is asked to, and embeds nothing twice', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const held = holdPassages(NEW, 1);
    const abort = new AbortController();
    const change = opened.switchEmbedder(multilingualEmbedder, abort.signal);
    await held.reached;
    const reason = new DOMException('enough', 'AbortError');
    const refused = rejectionOf(change);
    abort.abort(reason);
    held.release();
    expect(await refused).toBe(reason);
    expect(fake.ended).toEqual([NEW]);
    expect((await opened.status()).switching).toBeUndefined();
    await opened.close();
    const again = await open();
    await again.settled();
    expect(await answeringModel(again)).toBe(OLD);
    expect(embeddedByNew()).toHaveLength(16);
    await again.switchEmbedder(multilingualEmbedder);
    const { passages } = await again.status();
    expect(embeddedByNew()).toHaveLength(passages);
    expect(new Set(embeddedByNew()).size).toBe(passages);
    expect(await answeringModel(again)).toBe(NEW);
  });

  it('lets the old model embed what came meanwhile', async () => {
    const opened = await openSettled(MANUAL);
    const held = holdPassages(NEW);
    const abort = new AbortController();
    const change = opened.switchEmbedder(multilingualEmbedder, abort.signal);
    await held.reached;
    await opened.add([LEASE]);
    const refused = rejectionOf(change);
    abort.abort();
    held.release();
    expect(await refused).toMatchObject({ name: 'AbortError' });
    await opened.settled();
    expect(fake.embedded.map(({ model }) => model)).toEqual([OLD, OLD]);
    expect(await opened.status()).toMatchObject({ embedded: 2, settled: true });
  });

  it('by closing goes on at the next opening, and embeds nothing twice', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const held = holdPassages(NEW, 1);
    const change = opened.switchEmbedder(multilingualEmbedder);
    await held.reached;
    const refused = rejectionOf(change);
    const closing = opened.close();
    held.release();
    await closing;
    expect(await refused).toMatchObject({ code: 'closed' });
    const again = await open();
    await again.settled();
    const { passages } = await again.status();
    expect(embeddedByNew()).toHaveLength(passages);
    expect(new Set(embeddedByNew()).size).toBe(passages);
    expect(await answeringModel(again)).toBe(NEW);
  });

  it('by a model that cannot be had leaves the old one in its place, and says why', async () => {
    const opened = await openSettled(MANUAL);
    fake.failures.set(NEW, new WorkerError('timeout', 'The engine did not start.'));
    await expect(opened.switchEmbedder(multilingualEmbedder)).rejects.toMatchObject({ code: 'timeout' });
    expect(await answeringModel(opened)).toBe(OLD);
    await opened.add([LEASE]);
    await opened.settled();
    expect(await opened.status()).toMatchObject({
      embedder: { modelId: OLD },
      embedded: 2,
      settled: true,
      switching: { to: NEW, error: { code: 'timeout' } },
    });
    fake.failures.clear();
    await opened.switchEmbedder(multilingualEmbedder);
    expect(await answeringModel(opened)).toBe(NEW);
  });

  it('by a crash of the new model goes on with a new process, and embeds nothing twice', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const held = holdPassages(NEW, 1);
    const change = opened.switchEmbedder(multilingualEmbedder);
    await held.reached;
    fake.hold = () => Promise.resolve();
    fake.crash(new WorkerError('crashed', 'gone'));
    await change;
    const { passages } = await opened.status();
    expect(new Set(embeddedByNew()).size).toBe(passages);
    expect(embeddedByNew()).toHaveLength(passages);
    held.release();
  });
});

describe('a change to a third model', () => {
  const third = variantOf(multilingualEmbedder, 'third');

  it('is refused while another one is under way, and drops it when it was stopped', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const held = holdPassages(NEW, 1);
    const abort = new AbortController();
    const change = opened.switchEmbedder(multilingualEmbedder, abort.signal);
    await held.reached;
    await expect(opened.switchEmbedder(third)).rejects.toMatchObject({ code: 'busy' });
    const refused = rejectionOf(change);
    abort.abort();
    held.release();
    expect(await refused).toMatchObject({ name: 'AbortError' });
    await opened.switchEmbedder(third);
    expect(await answeringModel(opened)).toBe('third');
    fake.embedded.length = 0;
    await opened.switchEmbedder(multilingualEmbedder);
    expect(embeddedByNew()).toHaveLength((await opened.status()).passages);
  });

  it('or to the present one gives an unfinished one up', async () => {
    const opened = await openSettled(MANUAL, LONG);
    const held = holdPassages(NEW, 1);
    const abort = new AbortController();
    const change = opened.switchEmbedder(multilingualEmbedder, abort.signal);
    await held.reached;
    const refused = rejectionOf(change);
    abort.abort();
    held.release();
    expect(await refused).toMatchObject({ name: 'AbortError' });
    await opened.switchEmbedder(builtInEmbedder);
    fake.embedded.length = 0;
    await opened.switchEmbedder(multilingualEmbedder);
    expect(embeddedByNew()).toHaveLength((await opened.status()).passages);
  });
});
