import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { parseDocument } from '../../src/ingest/parse-document.ts';
import { builtInEmbedder, multilingualEmbedder } from '../../src/models/built-in.ts';
import { CorpusStore } from '../../src/storage/corpus-store.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';

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
/** Letters that the English model has no word pieces for: it counts few tokens, the other one many. */
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

function textDocument(name: string, text: string): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text) };
}

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(change: Partial<CorpusSetup> = {}): Promise<Corpus> {
  const ignore = (): void => undefined;
  const spawnParser: Parameters<typeof Corpus.open>[1]['spawnParser'] = () => ({
    api: { parse: (name, bytes, limits) => parseDocument(bytes, name, limits) },
    terminate: ignore,
  });
  corpus = await Corpus.open(
    { ...setup, ...change },
    { spawnParser, spawnEmbedder: fake.spawn },
    ignore,
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

describe('changing the embedder', () => {
  it('embeds every passage once, answers from the words meanwhile, and ends with all vectors', async () => {
    const opened = await open();
    await opened.add([LEASE, MANUAL]);
    await opened.settled();
    await opened.close();
    fake.passages.length = 0;
    const gate = Promise.withResolvers<void>();
    fake.hold = () => gate.promise;
    const again = await open(SWITCH);
    const early = await again.retrieve('Wie hoch ist die Kaution?', {});
    expect(early.halves.dense).toBe(false);
    expect(early.quotes[0]?.text).toContain('drei Monatsmieten');
    gate.resolve();
    await again.settled();
    expect(fake.passages).toHaveLength(2);
    expect(await again.status()).toMatchObject({ documents: 2, passages: 2, embedded: 2, settled: true });
  });

  it('measures the passages anew, in the tokens of the model that will read them', async () => {
    const opened = await open();
    await opened.add([GEORGIAN]);
    await opened.settled();
    const { passages: before } = await opened.status();
    await opened.close();
    const again = await open(SWITCH);
    await again.settled();
    const { passages: after, embedded } = await again.status();
    expect(after).not.toBe(before);
    expect(embedded).toBe(after);
  });

  it('goes on where it was stopped: what has its vector is not embedded again', async () => {
    const opened = await open();
    await opened.add([LONG]);
    await opened.settled();
    await opened.close();
    fake.passages.length = 0;
    const reached = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    fake.hold = (embedded) => {
      if (embedded === 0) return Promise.resolve();
      reached.resolve();
      return never.promise;
    };
    const halfway = await open(SWITCH);
    await reached.promise;
    const closing = halfway.close();
    never.resolve();
    await closing;
    fake.hold = () => Promise.resolve();
    const again = await open();
    await again.settled();
    const { passages } = await again.status();
    expect(passages).toBeGreaterThan(20);
    expect(fake.passages).toHaveLength(passages);
    expect(new Set(fake.passages).size).toBe(passages);
    expect(await again.status()).toMatchObject({ embedded: passages, settled: true, queued: 0 });
  });
});
