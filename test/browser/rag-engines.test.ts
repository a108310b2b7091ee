import { afterEach, describe, expect, it } from 'vitest';
import {
  deleteRag,
  openRag,
  parseManifest,
  type ModelManifest,
  type Rag,
  type RagOptions,
} from '../../src/index.ts';
import { openModelStore } from '../../src/models/store.ts';

const NAME = 'rag-engines-test';
const LEASE = {
  name: 'lease.txt',
  bytes: new Blob(['The rent is 950 euros. It is due on the third working day.']),
};
const MANUAL = { name: 'manual.txt', bytes: new Blob(['Clean the filter every two weeks.']) };

async function readTiny(id: string): Promise<ModelManifest> {
  return parseManifest(await (await fetch(`/tiny/${id}/manifest.json`)).json());
}

const generator = await readTiny('tiny-generator');
const reranker = await readTiny('tiny-reranker');
const embedder = await readTiny('tiny-embedder');

let rag: Rag | undefined;
afterEach(async () => {
  await rag?.close();
  rag = undefined;
  await deleteRag(NAME);
});

async function open(options: Partial<RagOptions> = {}): Promise<Rag> {
  const models = { models: [generator], device: 'wasm' } as const;
  rag = await openRag({
    name: NAME,
    assetBase: '/',
    device: 'wasm',
    embedder,
    generator: models,
    ...options,
  });
  return rag;
}

/** Opens a corpus that answers, with nothing left to do. */
async function openSettled(options?: Partial<RagOptions>): Promise<Rag> {
  const opened = await open(options);
  await opened.add([LEASE]);
  await opened.settled();
  return opened;
}

/** Adds a document and gives its passage every chance to be embedded. */
async function embeddedMeanwhile(opened: Rag): Promise<number> {
  await opened.add([MANUAL]);
  for (let count = 0; count < 5; count++)
    expect((await opened.retrieve('When is the rent due?')).halves.dense).toBe(true);
  return (await opened.status()).embedded;
}

describe('while a model writes', () => {
  const QUESTION = 'When is the rent due?';

  it('passages wait from its load to its end, and questions do not', async () => {
    const opened = await openSettled();
    const steps: string[] = [];
    let embedded: number | undefined;
    const onProgress = ({ step }: { step: string }): void => void steps.push(step);
    for await (const event of opened.ask(QUESTION, { write: true, onProgress })) {
      if (event.type !== 'token' || embedded !== undefined) continue;
      embedded = await embeddedMeanwhile(opened);
    }
    expect(steps).toContain('load');
    expect((await opened.status()).generator.modelId).toBe('tiny-generator');
    expect(embedded).toBe(1);
    await opened.settled();
    expect(await opened.status()).toMatchObject({ embedded: 2, settled: true });
  });

  it.each([
    ['left', () => undefined],
    [
      'ended by an error',
      () => {
        throw new Error('the reader failed');
      },
    ],
  ])('and its answer is %s, passages are embedded again', async (_how, end) => {
    const opened = await openSettled();
    let embedded: number | undefined;
    const read = async (): Promise<void> => {
      for await (const event of opened.ask(QUESTION, { write: true })) {
        if (event.type !== 'token') continue;
        embedded = await embeddedMeanwhile(opened);
        end();
        break;
      }
    };
    await read().catch((error: unknown) => expect(error).toMatchObject({ message: 'the reader failed' }));
    expect(embedded).toBe(1);
    await opened.settled();
    expect((await opened.status()).embedded).toBe(2);
  });

  it('and its answer is aborted, passages are embedded again', async () => {
    const opened = await openSettled();
    const abort = new AbortController();
    const reason = new Error('never mind');
    let embedded: number | undefined;
    const asking = (async () => {
      for await (const event of opened.ask(QUESTION, { write: true, signal: abort.signal })) {
        if (event.type !== 'sources') continue;
        embedded = await embeddedMeanwhile(opened);
        abort.abort(reason);
      }
    })();
    await expect(asking).rejects.toBe(reason);
    expect(embedded).toBe(1);
    await opened.settled();
    expect((await opened.status()).embedded).toBe(2);
  });

  it('the corpus can be closed', async () => {
    const opened = await openSettled();
    const asking = (async () => {
      for await (const event of opened.ask(QUESTION, { write: true })) {
        if (event.type !== 'sources') continue;
        await opened.add([MANUAL]);
        await opened.close();
      }
    })();
    await expect(asking).rejects.toMatchObject({ code: 'closed' });
    expect(await opened.closed).toEqual({ kind: 'closed' });
  });

  it('and quotes answer, passages are embedded meanwhile', async () => {
    const opened = await openSettled();
    for await (const event of opened.ask(QUESTION)) {
      if (event.type !== 'sources') continue;
      await opened.add([MANUAL]);
      await opened.settled();
      expect((await opened.status()).embedded).toBe(2);
    }
  });
});

describe('a reranker', () => {
  it('reads the passages again with the question', async () => {
    const opened = await openSettled({ reranker });
    await expect
      .poll(async () => (await opened.status()).reranker?.modelId, { timeout: 30_000 })
      .toBe('tiny-reranker');
    await opened.add([MANUAL]);
    const { passages, timings } = await opened.retrieve('When is the rent due?');
    expect(passages[0]).toMatchObject({ document: 'lease.txt' });
    expect(passages[0]?.why.rerankScore).toBeGreaterThan(-4);
    expect(timings['rerank']).toBeGreaterThan(0);
  });

  it('whose bytes are damaged is refused before it is used, and the search goes on', async () => {
    const weights = reranker.files.find(({ path }) => path.endsWith('model.onnx'));
    if (!weights) throw new TypeError('The tiny reranker has no weights.');
    const store = await openModelStore({ assetBase: '/' });
    const bytes = new Uint8Array(await store.read(reranker, weights.path));
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await overwriteStored(weights.sha256, bytes);
    const opened = await openSettled({ reranker });
    await expect
      .poll(async () => (await opened.status()).rerankerError?.code, { timeout: 30_000 })
      .toBe('hash_mismatch');
    expect(await opened.status()).toMatchObject({ settled: true, embedder: { modelId: 'tiny-embedder' } });
    expect((await opened.status()).reranker).toBeUndefined();
    const { found, passages } = await opened.retrieve('When is the rent due?');
    expect(found).toBe(true);
    expect(passages[0]?.why).not.toHaveProperty('rerankScore');
  });

  it('that is another kind of model is refused as a wrong argument', async () => {
    await expect(open({ reranker: embedder })).rejects.toThrow(
      new TypeError('tiny-embedder is no reranker (its kind is embedder), so that it cannot rank passages.'),
    );
  });
});

/** What the store keeps of a file in the origin private file system. */
async function overwriteStored(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for await (const [, folder] of root.entries()) {
    if (!(folder instanceof FileSystemDirectoryHandle)) continue;
    const file = await folder.getFileHandle(hash).catch(() => undefined);
    if (!file) continue;
    const writer = await file.createWritable();
    await writer.write(bytes);
    await writer.close();
    return;
  }
  throw new Error('The file was not stored.');
}
