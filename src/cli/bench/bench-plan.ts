import type { ModelManifest } from '../../models/manifest.ts';
import type { ChosenForm, EmbeddingRequest, GenerationRequest, TurnsRequest } from './bench-api.ts';
import { prepareModels, prepareTinyModels, readModel } from './bench-session.ts';
import { PatternModel } from './pattern-model.ts';

const MIB = 1024 * 1024;

/** What is measured, and how often. */
export interface BenchPlan {
  /** Twice: with either engine opened first. */
  embed: Omit<EmbeddingRequest, 'isBareFirst'>;
  generate: Omit<GenerationRequest, 'isBareFirst'>;
  hopCalls: number;
  turns: TurnsRequest[];
  load: ChosenForm & { runs: number };
  read: { patterns: { model: PatternModel; layout: string; filesAtATime: number }[]; rounds: number };
}

/** web-llm reads its shards four at a time. */
const SHARDS_AT_A_TIME = 4;

/** The real models: MiniLM, and SmolLM2 in transformers.js on WASM and in web-llm on WebGPU. */
export async function planReal(rounds: number | undefined, hasGpu: boolean): Promise<BenchPlan> {
  prepareModels();
  const [embedder, onnx, mlc] = await Promise.all([
    readModel('all-MiniLM-L6-v2'),
    readModel('SmolLM2-135M-Instruct'),
    readModel('SmolLM2-135M-Instruct-MLC'),
  ]);
  const wasm = chooseForm(onnx, 'wasm');
  const turns: TurnsRequest[] = [{ ...wasm, sentences: 8, rounds: 3, isColdToo: true }];
  if (hasGpu)
    turns.push({
      ...withoutSelfTest(chooseForm(mlc, 'webgpu')),
      sentences: 4,
      rounds: 1,
      isColdToo: false,
    });
  return {
    embed: { manifest: embedder, texts: 64, words: [4, 180], rounds: rounds ?? 8, sortedRounds: 1 },
    generate: { ...wasm, tokens: 32, rounds: rounds ?? 6 },
    hopCalls: 2_000,
    turns,
    load: { ...wasm, runs: 3 },
    read: { patterns: makePatterns(1024 * MIB, 32 * MIB), rounds: 2 },
  };
}

/** Tiny models: each part runs, and its figures say nothing. */
export async function planQuick(): Promise<BenchPlan> {
  const models = await prepareTinyModels();
  const [embedder, generator] = (['embedder', 'generator'] as const).map((kind) => {
    const model = models.find((other) => other.kind === kind);
    if (!model) throw new Error(`There is no tiny ${kind}.`);
    return model;
  });
  if (!embedder || !generator) throw new Error('There are no tiny models.');
  const wasm = chooseForm(generator, 'wasm');
  return {
    embed: { manifest: embedder, texts: 16, words: [2, 40], rounds: 1, sortedRounds: 1 },
    generate: { ...wasm, tokens: 4, rounds: 1 },
    hopCalls: 100,
    turns: [{ ...wasm, sentences: 2, rounds: 1, isColdToo: true }],
    load: { ...wasm, runs: 1 },
    read: { patterns: makePatterns(16 * MIB, 8 * MIB), rounds: 1 },
  };
}

function makePatterns(bytes: number, shardBytes: number): BenchPlan['read']['patterns'] {
  const shards = bytes / shardBytes;
  return [
    {
      model: new PatternModel('one-file', bytes, bytes, true),
      layout: 'one file with a hash for each 4 MiB',
      filesAtATime: 1,
    },
    {
      model: new PatternModel('shards', bytes, shardBytes, false),
      layout: `${shards} files of ${shardBytes / MIB} MiB with one hash each, ${SHARDS_AT_A_TIME} at a time`,
      filesAtATime: SHARDS_AT_A_TIME,
    },
  ];
}

function chooseForm(manifest: ModelManifest, device: 'wasm' | 'webgpu'): ChosenForm {
  const form = manifest.generator?.forms.find((other) => other.device === device);
  if (!form) throw new Error(`${manifest.id} has no form for ${device}.`);
  return { manifest, form };
}

/** On an imitated GPU the self-test takes longer than what is to be measured. */
function withoutSelfTest({ manifest, form }: ChosenForm): ChosenForm {
  if (!manifest.generator) return { manifest, form };
  const { selfTest: _selfTest, ...generator } = manifest.generator;
  return { manifest: { ...manifest, generator }, form };
}
