import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addModel, type AddPlace } from '../../../src/cli/add/add-model.ts';
import { readAddOptions } from '../../../src/cli/add/add-options.ts';
import type { AddOptions } from '../../../src/cli/add/layout.ts';
import { openFolderSource, openHubSource } from '../../../src/cli/add/model-source.ts';
import { readEndpoint } from '../../../src/cli/hub/endpoint.ts';
import { HubHttp } from '../../../src/cli/hub/http.ts';
import { chatFiles, engineFiles } from '../../../src/inference/transformers/model-files.ts';
import { CHUNK_BYTES, parseManifest, type ModelManifest } from '../../../src/models/manifest.ts';
import { startHub, type HubRepository, type HubServer } from '../../helpers/hub-server.ts';

const BERT = {
  architectures: ['BertModel'],
  model_type: 'bert',
  hidden_size: 384,
  max_position_embeddings: 512,
};
const LLAMA = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 1000,
  max_position_embeddings: 131_072,
};
const TOKENIZER = { 'tokenizer.json': '{}', 'tokenizer_config.json': '{"model_max_length":512}' };
const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** A GGUF file of one text, numbers and a list, and nothing behind its header. */
function createGguf(numbers: Record<string, number>): Uint8Array {
  const parts: Buffer[] = [];
  const u32 = (value: number): void => void parts.push(Buffer.from(Uint32Array.of(value).buffer));
  const u64 = (value: number): void => void parts.push(Buffer.from(BigUint64Array.of(BigInt(value)).buffer));
  const text = (value: string): void => {
    u64(Buffer.byteLength(value));
    parts.push(Buffer.from(value));
  };
  parts.push(Buffer.from('GGUF'));
  u32(3);
  u64(0);
  u64(Object.keys(numbers).length + 2);
  text('general.architecture');
  u32(8);
  text('llama');
  text('tokenizer.ggml.tokens');
  u32(9);
  u32(8);
  u64(2);
  text('a');
  text('b');
  for (const [key, value] of Object.entries(numbers)) {
    text(key);
    u32(4);
    u32(value);
  }
  return Buffer.concat(parts);
}

const json = (value: unknown): string => JSON.stringify(value);

const REPOSITORIES: HubRepository[] = [
  {
    name: 'Xenova/bge-small-en-v1.5',
    files: {
      'config.json': json(BERT),
      ...TOKENIZER,
      'onnx/model.onnx': 'full',
      'onnx/model_quantized.onnx': 'quantized',
      'README.md': 'read me',
    },
    lfs: ['onnx/model.onnx', 'onnx/model_quantized.onnx'],
  },
  {
    name: 'acme/writer-ONNX',
    files: {
      'config.json': json(LLAMA),
      ...TOKENIZER,
      'generation_config.json': '{}',
      'chat_template.jinja': '{{ messages }}',
      'onnx/model_q4.onnx': 'graph',
      'onnx/model_q4.onnx_data': new Uint8Array(CHUNK_BYTES + 5),
      'onnx/model_q4.onnx_data_1': 'b',
      'onnx/model_q4.onnx_data_10': 'd',
      'onnx/model_q4.onnx_data_2': 'c',
      'onnx/model_q4f16.onnx': 'half',
      LICENSE: 'be kind',
      'USE_POLICY.md': 'no harm',
    },
    lfs: ['onnx/model_q4.onnx_data'],
    card: { license: 'llama3.2', language: ['en', 'de'] },
  },
  ...['acme/writer-q4f16_1-MLC', 'mlc-ai/Qwen3-0.6B-q4f16_1-MLC'].map((name) => ({
    name,
    files: {
      'mlc-chat-config.json': json({
        quantization: 'q4f16_1',
        context_window_size: 2048,
        model_config: LLAMA,
      }),
      'ndarray-cache.json': json({
        records: [
          { dataPath: 'params_shard_0.bin', records: [{ nbytes: 4 }, { nbytes: 12 }] },
          { dataPath: 'params_shard_1.bin', records: [{ nbytes: 8 }] },
        ],
      }),
      'params_shard_0.bin': 'sixteen bytes ..',
      'params_shard_1.bin': '8 bytes.',
      'tokenizer.json': '{}',
    },
    lfs: ['params_shard_0.bin', 'params_shard_1.bin'],
    card: { license: 'apache-2.0', language: 'en' },
  })),
  {
    name: 'acme/writer-GGUF',
    files: {
      'writer.Q4_K_M.gguf': createGguf({
        'llama.context_length': 8192,
        'llama.block_count': 2,
        'llama.embedding_length': 64,
        'llama.attention.head_count': 4,
        'llama.attention.head_count_kv': 2,
      }),
      'writer-Q8_0-00001-of-00002.gguf': 'part',
    },
    card: { license: 'mit', language: 'en' },
  },
  {
    name: 'acme/ranker',
    files: {
      'config.json': json({ ...BERT, architectures: ['BertForSequenceClassification'] }),
      ...TOKENIZER,
      'onnx/model_int8.onnx': 'ranker',
    },
    card: { license: 'mit', language: 'multilingual' },
  },
  { name: 'acme/original', files: { 'model.safetensors': 'x' }, card: { license: 'mit', language: 'en' } },
];

let hub: HubServer;
let root: string;
let told: string[];

beforeEach(async () => {
  hub = await startHub(REPOSITORIES);
  root = mkdtempSync(join(tmpdir(), 'cloister-add-'));
  told = [];
});

afterEach(async () => {
  await hub.close();
  rmSync(root, { recursive: true });
});

function place(parts: Partial<AddPlace> = {}): AddPlace {
  const http = new HubHttp({ url: hub.url }, { sleep: () => Promise.resolve(), attempts: 2 });
  return {
    models: join(root, 'models'),
    staging: join(root, 'staging'),
    http,
    versionOf: () => Promise.resolve('1.2.3'),
    report: (line) => told.push(line),
    free: () => Promise.resolve(1e12),
    ...parts,
  };
}

async function add(
  repo: string,
  options: AddOptions = {},
  parts?: Partial<AddPlace>,
): Promise<ModelManifest> {
  const where = place(parts);
  return addModel(await openHubSource(where.http, repo), options, where);
}

const modelPath = (id: string, path = ''): string => join(root, 'models', id, path);
const pathsOf = ({ files }: ModelManifest): string[] => files.map(({ path }) => path);

function write(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  return join(root, path);
}

describe('add, of a repository for transformers.js', () => {
  it('takes an embedder, with what the catalogue knows about it', async () => {
    const manifest = await add('Xenova/bge-small-en-v1.5');
    expect(manifest).toMatchObject({
      id: 'bge-small-en-v1.5',
      base: 'models/bge-small-en-v1.5/',
      kind: 'embedder',
      engine: { name: '@huggingface/transformers', version: '1.2.3' },
      license: 'MIT',
      source: `Xenova/bge-small-en-v1.5@${hub.commitOf('Xenova/bge-small-en-v1.5')}`,
      embedder: { dims: 384, maxTokens: 512, pooling: 'cls', dtype: 'q8', languages: ['en'] },
    });
    expect(manifest.embedder).not.toHaveProperty('selfTest');
    expect(engineFiles(manifest).map(({ path }) => path)).toEqual([
      'config.json',
      'onnx/model_quantized.onnx',
    ]);
    const written = JSON.parse(readFileSync(modelPath(manifest.id, 'manifest.json'), 'utf8')) as unknown;
    expect(parseManifest(written)).toEqual(manifest);
    for (const { path, sha256 } of manifest.files) {
      const actual = createHash('sha256')
        .update(readFileSync(modelPath(manifest.id, path)))
        .digest('hex');
      expect(actual, path).toBe(sha256);
    }
    expect(existsSync(join(root, 'staging', manifest.id))).toBe(false);
    expect(readFileSync(modelPath(manifest.id, 'PROVENANCE.md'), 'utf8')).toContain(manifest.source);
  });

  it('takes a language model with its data files in order, its licence texts and hashes of pieces', async () => {
    const manifest = await add('acme/writer-ONNX');
    const data = ['', '_1', '_2', '_10'].map((suffix) => `onnx/model_q4.onnx_data${suffix}`);
    expect(manifest).toMatchObject({
      license: 'Llama 3.2 Community License',
      generator: {
        title: 'writer-ONNX',
        dtype: 'q4',
        contextTokens: 4096,
        languages: ['en', 'de'],
        forms: [
          { device: 'webgpu', entry: 'onnx/model_q4.onnx', files: data, gpu: { features: [] } },
          { device: 'wasm', entry: 'onnx/model_q4.onnx', files: data },
        ],
      },
    });
    const [form] = manifest.generator?.forms ?? [];
    expect(form && chatFiles(manifest, form).toSorted()).toEqual(pathsOf(manifest).toSorted());
    expect(pathsOf(manifest)).toContain('chat_template.jinja');
    expect(manifest.files.find(({ path }) => path === data[0])?.chunks).toHaveLength(2);
    expect(readFileSync(modelPath(manifest.id, 'LICENSE'), 'utf8')).toBe('be kind');
    expect(readFileSync(modelPath(manifest.id, 'LICENSE-USE_POLICY.md'), 'utf8')).toBe('no harm');
  });

  it('needs a GPU with half precision for half-precision weights', async () => {
    const { generator } = await add('acme/writer-ONNX', { dtype: 'q4f16', contextTokens: 1024 });
    expect(generator).toMatchObject({ contextTokens: 1024, forms: [{ device: 'webgpu' }] });
    expect(generator?.forms[0]?.gpu?.features).toEqual(['shader-f16']);
  });

  it('takes a cross-encoder', async () => {
    expect(await add('acme/ranker')).toMatchObject({
      kind: 'reranker',
      reranker: { maxTokens: 512, dtype: 'int8', languages: ['*'] },
    });
  });

  it('takes references for the self-test', async () => {
    const canaries = write('chats.json', json([{}, {}, {}, {}]));
    const manifest = await add('acme/writer-ONNX', { canaries });
    expect(manifest.generator?.selfTest).toMatchObject({ file: 'canaries.json', cases: [0, 1, 2] });
    expect(pathsOf(manifest)).toContain('canaries.json');
  });
});

describe('add, of other forms', () => {
  it('takes a web-llm model with its library, under the names that web-llm asks for', async () => {
    const library = write('own.wasm', WASM);
    const manifest = await add('acme/writer-q4f16_1-MLC', { library });
    const files = [
      'mlc-chat-config.json',
      'tensor-cache.json',
      'tokenizer.json',
      'params_shard_0.bin',
      'params_shard_1.bin',
    ];
    expect(pathsOf(manifest)).toEqual(['lib.wasm', ...files]);
    expect(manifest.generator).toMatchObject({
      dtype: 'q4f16_1',
      contextTokens: 2048,
      forms: [
        { device: 'webgpu', entry: 'lib.wasm', files, gpu: { features: ['shader-f16'], maxBufferBytes: 12 } },
      ],
    });
    expect(manifest.files[0]?.sha256).toBe(createHash('sha256').update(WASM).digest('hex'));
  });

  it('asks for the library before anything is fetched, and takes no other one', async () => {
    await expect(add('acme/writer-q4f16_1-MLC')).rejects.toThrow(/--library/);
    expect(hub.requests.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
    const library = write('own.wasm', WASM);
    await expect(
      add('acme/writer-q4f16_1-MLC', { library, librarySha256: '0'.repeat(64) }),
    ).rejects.toMatchObject({ code: 'hash_mismatch' });
    const text = write('text.wasm', 'not wasm');
    await expect(add('acme/writer-q4f16_1-MLC', { library: text })).rejects.toThrow(/no WebAssembly/);
    await expect(
      add('acme/writer-q4f16_1-MLC', { library: 'http://elsewhere.test/lib.wasm' }),
    ).rejects.toThrow(/not encrypted/);
    expect(existsSync(modelPath('writer-q4f16_1-MLC'))).toBe(false);
  });

  it('knows of a published model which library the installed web-llm names, and its memory', async () => {
    const repo = 'mlc-ai/Qwen3-0.6B-q4f16_1-MLC';
    await expect(add(repo)).rejects.toThrow(/names this one for it: https:.*Qwen3-0\.6B.*\.wasm/);
    const { generator } = await add(repo, { library: write('own.wasm', WASM) });
    expect(generator?.forms[0]?.memoryBytes).toBeGreaterThan(1e9);
  });

  it('takes one GGUF file, and reads its header', async () => {
    await expect(add('acme/writer-GGUF')).rejects.toThrow(/Say which one with --file/);
    await expect(add('acme/writer-GGUF', { file: 'writer-Q8_0-00001-of-00002.gguf' })).rejects.toThrow(
      /one part of a model/,
    );
    const { generator } = await add('acme/writer-GGUF', { file: 'writer.Q4_K_M.gguf' });
    expect(generator).toMatchObject({
      dtype: 'Q4_K_M',
      contextTokens: 4096,
      forms: [
        { device: 'webgpu', entry: 'writer.Q4_K_M.gguf' },
        { device: 'wasm', files: [] },
      ],
    });
  });
});

describe('add, of a folder', () => {
  it('takes the layout of a repository', async () => {
    for (const [path, content] of Object.entries(REPOSITORIES[0]?.files ?? {}))
      write(`mine/${path}`, content);
    // As the hub's own tools keep a snapshot.
    renameSync(join(root, 'mine/config.json'), join(root, 'blob'));
    symlinkSync('../blob', join(root, 'mine/config.json'));
    const source = await openFolderSource(join(root, 'mine'));
    const said: AddOptions = { languages: ['en'], pooling: 'mean' };
    await expect(addModel(source, said, place())).rejects.toThrow(/--license/);
    const manifest = await addModel(source, { ...said, license: 'MIT', dtype: 'fp32' }, place());
    expect(manifest).toMatchObject({ id: 'mine', embedder: { pooling: 'mean', dtype: 'fp32' } });
    expect(readdirSync(modelPath('mine', 'onnx'))).toEqual(['model.onnx']);
  });

  it('takes a model that has a manifest as it is, or not at all', async () => {
    const original = await add('acme/writer-ONNX');
    const source = await openFolderSource(modelPath('writer-ONNX'));
    expect(await addModel(source, { id: 'copy' }, place())).toEqual({
      ...original,
      id: 'copy',
      base: 'models/copy/',
    });
    expect(readFileSync(modelPath('copy', 'PROVENANCE.md'), 'utf8')).toContain('writer-ONNX');
    writeFileSync(modelPath('writer-ONNX', 'onnx/model_q4.onnx'), 'grapi');
    await expect(addModel(source, { id: 'again' }, place())).rejects.toMatchObject({ code: 'hash_mismatch' });
    expect(existsSync(modelPath('again'))).toBe(false);
  });
});

describe('add, when it cannot', () => {
  it('refuses what does not fit on the disk before it is fetched, with both numbers', async () => {
    const free = (): Promise<number> => Promise.resolve(1000);
    await expect(add('acme/writer-ONNX', {}, { free })).rejects.toMatchObject({
      code: 'quota_exceeded',
      details: { available: 1000 },
    });
    expect(hub.requests.filter(({ path }) => path.includes('/lfs/'))).toEqual([]);
  });

  it('leaves no model when one file is altered, and goes on from there the next time', async () => {
    hub.faults.push({ at: 'model_q4.onnx_data_2', flipAt: 0, times: 1 });
    await expect(add('acme/writer-ONNX')).rejects.toMatchObject({ code: 'hash_mismatch' });
    expect(existsSync(modelPath('writer-ONNX'))).toBe(false);
    hub.requests.length = 0;
    await add('acme/writer-ONNX');
    const fetched = hub.requests.map(({ path }) => path).filter((path) => path.includes('onnx_data'));
    expect(fetched.map((path) => path.slice(path.lastIndexOf('data')))).toEqual(['data_2', 'data_10']);
    expect(told).toContainEqual(expect.stringContaining('here already'));
  });

  it('leaves out what a run with other wishes had fetched', async () => {
    hub.faults.push({ at: 'model_q4.onnx_data_2', status: 500 });
    await expect(add('acme/writer-ONNX')).rejects.toMatchObject({ code: 'fetch_failed' });
    await add('acme/writer-ONNX', { dtype: 'q4f16' });
    expect(readdirSync(modelPath('writer-ONNX', 'onnx'))).toEqual(['model_q4f16.onnx']);
  });

  it.each<[string, string, AddOptions, RegExp]>([
    ['a model that is there', 'acme/ranker', { id: 'taken' }, /There is a model taken already/],
    ['a name that leaves the folder', 'acme/ranker', { id: '../x' }, /cannot be the name of a folder/],
    ['a form that no browser runs', 'acme/original', {}, /nothing that runs in a browser/],
    ['weights that are not there', 'acme/ranker', { dtype: 'q4' }, /it has int8\. Say which with --dtype/],
    ['an embedder without pooling', 'acme/ranker', { kind: 'embedder' }, /--pooling mean or --pooling cls/],
  ])('refuses %s', async (_what, repo, options, message) => {
    mkdirSync(modelPath('taken'), { recursive: true });
    await expect(add(repo, options)).rejects.toThrow(message);
    expect(readdirSync(join(root, 'models'))).toEqual(['taken']);
  });
});

describe('readAddOptions', () => {
  it('reads what was said', () => {
    expect(
      readAddOptions({ languages: 'en, de', context: '2048', kind: 'generator', 'library-sha256': 'ab' }),
    ).toEqual({
      languages: ['en', 'de'],
      contextTokens: 2048,
      kind: 'generator',
      librarySha256: 'ab',
    });
  });

  it.each([
    [{ kind: 'chat' }, /embedder or generator or reranker/],
    [{ pooling: 'max' }, /mean or cls/],
    [{ context: 'many' }, /number of tokens/],
    [{ 'query-prefix': 'query: ' }, /--passage-prefix/],
  ])('refuses %o', (values, message) => {
    expect(() => readAddOptions(values)).toThrow(message);
  });
});

describe('readEndpoint', () => {
  it('goes by HF_ENDPOINT and HF_TOKEN', () => {
    expect(readEndpoint({}).url).toMatch(/^https:/);
    expect(readEndpoint({ HF_ENDPOINT: 'https://mirror.test/hf/', HF_TOKEN: 'x' })).toEqual({
      url: 'https://mirror.test/hf',
      token: 'x',
    });
    expect(readEndpoint({ HF_ENDPOINT: 'http://127.0.0.1:8080', HF_TOKEN: 'x' }).token).toBe('x');
  });

  it('sends no token over a line that anybody can read', () => {
    expect(() => readEndpoint({ HF_ENDPOINT: 'http://mirror.test', HF_TOKEN: 'x' })).toThrow(/unencrypted/);
    expect(() => readEndpoint({ HF_ENDPOINT: 'mirror.test' })).toThrow(/no http or https address/);
  });
});
