import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../src/api.ts';
import type { Progress } from '../../src/index.ts';
import { formatBytes } from '../../src/app/describe.ts';
import { launchProfile } from '../../src/cli/browser.ts';
import { hostsContacted } from '../../src/cli/net-log.ts';
import { serve, type RunningServer, type ServedRequest } from '../../src/cli/serve.ts';
import { builtInEmbedder, builtInGenerators, onnxRuntime, wllamaRuntime } from '../../src/models/built-in.ts';
import type { ModelManifest } from '../../src/models/manifest.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';

const FILE = 'ferry.txt';
const DOCUMENT = 'The ferry to the island leaves at seven in the morning. A ticket costs twelve euros.';
const QUESTION = 'When does the ferry to the island leave?';

/** What lies below is verified before use; the rest is the app itself. */
const MODEL_FOLDERS = /^\/(?:models|runtime)\//;
const APP_FILES =
  /^\/(?:(?:assets|icons|samples|screenshots)\/[\w.-]+|LICENSES\.md|app\.webmanifest|index\.html|service-worker\.js)?$/;

/** Most time for a start and an answer: the software adapter takes half a minute when nothing else runs. */
const WRITING_MS = 200_000;

/** Code of the app that lies beside the runtimes; kept with the rest of it. */
const SCRIPTS = [
  '/runtime/ort-wasm-simd-threaded.asyncify.mjs',
  '/runtime/ort-wasm-simd-threaded.jspi.mjs',
  '/runtime/ort-wasm-simd-threaded.mjs',
  '/runtime/wllama/wllama-worker.js',
];

/** Every engine, on the device that it has on a machine without a GPU, as the page's address forces it. */
const ENGINES = [
  {
    engine: '@huggingface/transformers',
    device: 'wasm',
    entry: 'onnx/wasm_q4.onnx',
    query: { write: 'wasm' },
  },
  {
    engine: '@mlc-ai/web-llm',
    device: 'webgpu',
    entry: 'lib.wasm',
    query: { write: 'any-gpu' },
  },
  {
    engine: '@wllama/wllama',
    device: 'wasm',
    entry: 'model-q4_1.gguf.1',
    query: { write: 'wasm', engine: '@wllama/wllama' },
  },
] as const;

/**
 * Loads the model and resolves with its device. On the software adapter that stops where all files are read: the rest is
 * the compiling of shaders, half a minute of it.
 */
function loadAgain({ page }: AppPage, isCompilingSkipped: boolean): Promise<string> {
  return page.evaluate(async (isSkipped) => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    if (!isSkipped) return (await rag.loadGenerator()).device;
    const abort = new AbortController();
    return new Promise<string>((resolve, reject) => {
      const onProgress = ({ step, subject }: Progress): void => {
        if (step !== 'load') return;
        resolve(subject);
        abort.abort();
      };
      rag.loadGenerator({ signal: abort.signal, onProgress }).catch(reject);
    });
  }, isCompilingSkipped);
}

function listedFiles(manifests: readonly ModelManifest[]): string[] {
  return manifests.flatMap(({ base, files }) => files.map(({ path }) => `/${base}${path}`));
}

describe.each(ENGINES)('$engine in the app', { timeout: 240_000 }, ({ engine, device, entry, query }) => {
  const requests: ServedRequest[] = [];
  let folder: string;
  let server: RunningServer;
  let address: string;
  let context: BrowserContext;
  let app: AppPage;
  let offer: string;

  /** Paths that were asked for since the log was cleared, each once. */
  const asked = (): string[] => [...new Set(requests.map(({ path }) => path))].sort();
  const readStatus = (): Promise<Status> =>
    app.page.evaluate(() => {
      const element = document.querySelector<AppElement>('cloister-app');
      if (!element) throw new Error('There is no app in the page.');
      return element.rag.status();
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloister-writing-'));
    server = await serve({ folder: DIST, port: 0, onRequest: (request) => requests.push(request) });
    address = `${server.url}?${new URLSearchParams(query)}`;
    context = await launchProfile(join(folder, 'profile'), [`--log-net-log=${join(folder, 'net-log.json')}`]);
    app = await AppPage.openIn(context, address);
    await app.addFiles({ [FILE]: DOCUMENT });
    await app.page.getByText('1 document was read.').waitFor();
    await app.settle();
    await app.ask(QUESTION);
  });
  afterAll(async () => {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it('is offered before anything of it is loaded', async () => {
    // It is there from the beginning, and seen when it is known which model would write.
    await app.answer.locator('.offer').waitFor();
    offer = await app.answer.locator('.offer').innerText();
    expect(offer).toMatch(/SmolLM2 135M writes it on this device, in English\. It loads \d+ MB once/);
    expect(asked().filter((path) => /SmolLM2|wllama\.wasm/.test(path))).toEqual([]);
  });

  it('writes an answer whose marks open at their words, and had said its size', async () => {
    await app.answer.getByRole('button', { name: 'Write an answer' }).click();
    const byline = app.answer.getByText('Written by SmolLM2 135M on this device · may be wrong');
    await byline.or(app.answer.locator('.trouble')).waitFor({ timeout: WRITING_MS });
    expect(await byline.count()).toBe(1);
    expect(await app.answer.locator('.written').innerText()).toContain('seven');
    const { generator } = await readStatus();
    expect(generator).toMatchObject({ engine, device, author: { kind: 'model' } });
    expect(generator.files?.filter(({ path }) => path.endsWith(`/${entry}`))).toHaveLength(1);
    const weights = (generator.files ?? []).filter(({ path }) => path.startsWith('models/'));
    // The other runtime has come with the embedder.
    const runtime = engine === '@wllama/wllama' ? wllamaRuntime.files : [];
    expect(offer).toContain(formatBytes([...weights, ...runtime].reduce((sum, { bytes }) => sum + bytes, 0)));

    await app.answer.locator('.marks').getByRole('button').first().click();
    const mark = app.source.locator('mark.answer').first();
    await mark.waitFor();
    const words = await mark.innerText();
    expect(words).toContain('seven');
    expect(DOCUMENT).toContain(words);
    await app.leaveSource();
  });

  it('asked the server for the verified files of the manifests and the app’s own, each of which was there', async () => {
    const { generator, embedder } = await readStatus();
    const verified = [...(generator.files ?? []), ...(embedder?.files ?? [])].map(({ path }) => `/${path}`);
    const own = builtInGenerators.filter(({ engine: { name } }) => name === engine);
    expect(listedFiles([...own, builtInEmbedder, onnxRuntime, wllamaRuntime])).toEqual(
      expect.arrayContaining(verified),
    );
    await app.untilKept();
    const ofModels = asked().filter((path) => MODEL_FOLDERS.test(path));
    expect(ofModels).toEqual([...new Set([...verified, ...SCRIPTS])].sort());
    expect(asked().filter((path) => !MODEL_FOLDERS.test(path) && !APP_FILES.test(path))).toEqual([]);
    const outcomes = new Set(requests.map(({ method, status }) => `${method} ${status}`));
    expect([...outcomes].filter((outcome) => outcome !== 'GET 200' && outcome !== 'GET 304')).toEqual([]);
  });

  it('loads again at the second visit without a request, but for whether the app has a new version', async () => {
    requests.length = 0;
    await app.page.goto(address);
    await app.row(FILE).getByText('Ready').waitFor();
    const loaded = await loadAgain(app, device === 'webgpu');
    expect(loaded).toBe(device);
    await app.settle();
    expect(asked().filter((path) => path !== '/service-worker.js')).toEqual([]);
  });

  it('contacted no other host, by the browser’s own log', async () => {
    await app.close();
    expect(await hostsContacted(join(folder, 'net-log.json'))).toEqual([new URL(server.url).host]);
  });
});
