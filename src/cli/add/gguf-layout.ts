import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readGgufMetadata } from '../models/gguf.ts';
import {
  AddError,
  DEFAULT_CONTEXT_TOKENS,
  readCount,
  type KindSettings,
  type LayoutInput,
  type LayoutPlan,
} from './layout.ts';
import { estimateMemory, type ModelShape } from './memory-estimate.ts';
import type { StagedModel } from './staged-model.ts';

const ENGINE = '@wllama/wllama';
/** Room for the metadata: the longest vocabularies take some 20 MB. */
const HEADER_BYTES = 64 * 1024 * 1024;

/** Whether a source holds models for llama.cpp. */
export function isGgufLayout(staged: StagedModel): boolean {
  return listGguf(staged).length > 0;
}

function listGguf({ source }: StagedModel): string[] {
  return source.files.map(({ path }) => path).filter((path) => path.endsWith('.gguf'));
}

/** Takes one file; what it is says its own header, so that it is described when it is here. */
export function planGguf(input: LayoutInput): LayoutPlan {
  const { staged, options } = input;
  const present = listGguf(staged);
  const path = options.file ?? (present.length === 1 ? present[0] : undefined);
  if (path === undefined || !present.includes(path))
    throw new AddError(
      `${staged.source.origin} holds ${present.join(', ')}. Say which one with --file, for example one whose name ends in Q4_K_M.gguf.`,
    );
  if (/-\d{5}-of-\d{5}\.gguf$/.test(path))
    throw new AddError(
      `${path} is one part of a model that llama.cpp split. Such parts are not read; take a model in one file.`,
    );
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    kind: 'generator',
    engine: ENGINE,
    files: [{ from: path, to: name }],
    settle: async () => describe(input, name),
  };
}

async function describe(
  { staged, options, title, languages }: LayoutInput,
  name: string,
): Promise<KindSettings> {
  const path = join(staged.files, name);
  const metadata = readGgufMetadata(await readBeginning(path));
  const shape = readGgufShape(metadata);
  const { size: bytes } = await stat(path);
  const contextTokens = Math.min(
    shape.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
  );
  const form = {
    entry: name,
    files: [],
    memoryBytes: estimateMemory(ENGINE, bytes, shape, contextTokens),
  };
  const dtype = /(?:I?Q\d\w*|BF16|F16|F32)(?=\.gguf$)/i.exec(name)?.[0] ?? 'unknown';
  const generator = {
    title,
    dtype,
    contextTokens,
    languages,
    evidence: 'passages' as const,
    forms: [
      { device: 'webgpu' as const, ...form },
      { device: 'wasm' as const, ...form },
    ],
  };
  return { generator };
}

async function readBeginning(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Names of the keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
function readGgufShape(metadata: ReadonlyMap<string, unknown>): ModelShape {
  const architecture = String(metadata.get('general.architecture'));
  const read = (key: string): number | undefined => readCount(metadata.get(`${architecture}.${key}`));
  const hidden = read('embedding_length') ?? 0;
  const heads = read('attention.head_count') ?? 1;
  const keyHeads = read('attention.head_count_kv') ?? heads;
  return {
    layers: read('block_count') ?? 0,
    keysPerToken: keyHeads * (read('attention.key_length') ?? hidden / heads),
    vocabulary: read('vocab_size') ?? 0,
    hidden,
    contextTokens: read('context_length'),
  };
}
