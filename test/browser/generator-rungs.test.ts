import { afterEach, describe, expect, it } from 'vitest';
import type { GeneratorInfo, GeneratorOptions, Rag } from '../../src/index.ts';
import type { ChatApi } from '../../src/inference/chat-engine.ts';
import { builtInGenerators } from '../../src/models/built-in.ts';
import { connect } from '../../src/rpc/connect.ts';
import {
  openTinyRag,
  TINY_TEXT,
  tinyGenerator,
  withBriefTest,
  withForms,
  withReference,
  withSelfTest,
  writeAnswer,
  type WrittenAnswer,
} from '../helpers/tiny-rag.ts';
import { spawnFaulty, type Fault } from './faulty-generators.ts';

const smol = builtInGenerators.find(({ id }) => id === 'SmolLM2-135M-Instruct');
if (!smol) throw new TypeError('There is no built-in SmolLM2 for transformers.js.');

let rag: Rag | undefined;
afterEach(async () => {
  await rag?.close();
  rag = undefined;
});

/** Opens a corpus with these models and lets one of them answer. */
async function write(options: GeneratorOptions): Promise<{ answer: WrittenAnswer; info: GeneratorInfo }> {
  rag = await openTinyRag(options);
  const answer = await writeAnswer(rag);
  return { answer, info: (await rag.status()).generator };
}

// The other rungs (web-llm, wllama, transformers.js with expanded weights) answer in the app's end-to-end test, and
// transformers.js on WebGPU where the GPU is lost.
describe('each rung, when it is forced', () => {
  it('answers on WASM with weights that stay packed, where there is no memory for more', async () => {
    // With them a token takes half a second.
    const brief = await withBriefTest(smol);
    const models = [withForms(brief, (form) => form.device === 'wasm' && !form.expandWeights)];
    const { answer, info } = await write({ models });
    expect(answer.author).toEqual({ kind: 'model', name: 'SmolLM2 135M' });
    expect(answer.text).toMatch(/lamp|kitchen/);
    expect(info).toMatchObject({ device: 'wasm', engine: '@huggingface/transformers' });
    expect(info.selfTest).toBeLessThanOrEqual(0.01);
    const paths = (info.files ?? []).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('.onnx'))).toEqual([`${smol.base}onnx/model_q4.onnx`]);
  }, 120_000);

  it.each<[string, Fault, number]>([
    ['with threads', 'four cores', 2],
    ['with one thread in a page that is not isolated', 'not isolated', 1],
  ])('answers on WASM %s', async (_name, condition, threads) => {
    const connection = connect<ChatApi>(spawnFaulty(condition), 'generator');
    try {
      const [form] = withForms(tinyGenerator, ({ device }) => device === 'wasm').generator?.forms ?? [];
      if (!form) throw new TypeError('The tiny generator has no form for WASM.');
      const info = await connection.api.load(tinyGenerator, form, '/');
      expect(info).toMatchObject({ device: 'wasm', threads });
      let text = '';
      const messages = [{ role: 'user', content: 'Where is the lamp?' }] as const;
      await connection.api.chat(messages, {}, (piece) => (text += piece));
      expect(text).toBe(TINY_TEXT);
    } finally {
      connection.terminate();
    }
  });

  it('answers with quotes where no model fits, and says by how much', async () => {
    const { generator } = tinyGenerator;
    if (!generator) throw new TypeError('The tiny generator is none.');
    const forms = generator.forms.map((form) => ({ ...form, memoryBytes: 2 ** 50 }));
    const models = [{ ...tinyGenerator, generator: { ...generator, forms } }];
    const { answer, info } = await write({ models, device: 'wasm' });
    expect(answer.author.kind).toBe('quotes');
    expect(answer.citations[0]?.quote).toContain('key');
    expect(info.refused).toEqual([
      {
        engine: '@huggingface/transformers',
        device: 'wasm',
        reason: expect.stringMatching(/^it needs [\d.]+ GB of memory, and [\d.]+ GB of/) as string,
      },
    ]);
  });
});

describe('a model that fails its self-test', () => {
  const engine = '@huggingface/transformers';
  const device = 'wasm';

  it('gives way to the next one for another text than its reference', async () => {
    const wrong = await withReference(tinyGenerator, ([first]) => {
      if (first) first.text = 'The lamp is in the cellar.';
    });
    const { answer, info } = await write({ models: [wrong, tinyGenerator], device });
    expect(answer.text).toContain(TINY_TEXT);
    const reason = expect.stringMatching(
      /^self_test_failed: it wrote "The lamp is in the kitchen, .*" instead of "The lamp is in the cellar\."/,
    ) as string;
    expect(info).toMatchObject({ modelId: 'tiny-generator', refused: [{ engine, device, reason }] });
  });

  it('gives way to the next one for other probabilities', async () => {
    const strict = { ...withSelfTest(tinyGenerator, { maxLogprobError: 1e-12 }), id: 'strict' };
    const { answer, info } = await write({ models: [strict, tinyGenerator], device });
    expect(answer.text).toContain(TINY_TEXT);
    const reason = expect.stringMatching(/^self_test_failed: log probabilities differ/) as string;
    expect(info).toMatchObject({ modelId: 'tiny-generator', refused: [{ engine, device, reason }] });
  });

  it('leaves the answer to the quotes when there is no other', async () => {
    const wrong = await withReference(tinyGenerator, (chats) => {
      for (const { second } of chats) if (second) second.text = 'No.';
    });
    const { answer, info } = await write({ models: [wrong], device });
    expect(answer.author.kind).toBe('quotes');
    expect(answer.citations.length).toBeGreaterThan(0);
    expect(info.refused).toHaveLength(1);
  });
});
