import type { ChatCompletionRequestStreaming, MLCEngine } from '@mlc-ai/web-llm';
import { describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../src/answer-types.ts';
import type { RagError } from '../../../src/errors.ts';
import { deviceLost } from '../../../src/inference/engine-failure.ts';
import type { DeviceGuard } from '../../../src/inference/webllm/webllm-device.ts';
import { WebLlmEngine } from '../../../src/inference/webllm/webllm-engine.ts';
import type { ConversationTemplate } from '../../../src/inference/webllm/webllm-template.ts';

const TEMPLATE: ConversationTemplate = {
  system_template: '{system_message};',
  system_message: '',
  roles: { user: 'U', assistant: 'A', tool: 'T' },
  seps: [';'],
  role_content_sep: ':',
  role_empty_sep: ':',
  stop_str: [],
  stop_token_ids: [0],
};

const ASKED: PromptMessage[] = [{ role: 'user', content: 'Hi' }];
const NEXT: PromptMessage[] = [
  ...ASKED,
  { role: 'assistant', content: 'abc' },
  { role: 'user', content: 'More' },
];

interface Script {
  finish?: 'stop' | 'length';
  /** Thrown instead of the second token. */
  failure?: unknown;
  /** Never gives a second token. */
  hangs?: boolean;
  /** What it says it computed; default: what a cache as it is assumed to be would leave to compute. */
  computed?: number;
}

const ignore = (): void => undefined;

/** web-llm as far as an engine uses it: a character is a token, and it writes 'abc'. */
class ScriptedEngine {
  readonly requests: ChatCompletionRequestStreaming[] = [];
  readonly loadedModelIdToPipeline = new Map([['model', { tokenizer: { encode: (text: string) => text } }]]);
  script: Script = {};
  drawn = 0;
  resets = 0;
  isUnloaded = false;
  #isInterrupted = false;
  readonly chat = {
    completions: {
      create: (request: ChatCompletionRequestStreaming) => {
        this.requests.push(request);
        return Promise.resolve(this.#write());
      },
    },
  };

  interruptGenerate(): Promise<void> {
    this.#isInterrupted = true;
    return Promise.resolve();
  }

  resetChat(): Promise<void> {
    this.resets += 1;
    return Promise.resolve();
  }

  unload(): Promise<void> {
    this.isUnloaded = true;
    return Promise.resolve();
  }

  async *#write(): AsyncGenerator<object> {
    const { finish = 'stop', failure, hangs, computed = 8 } = this.script;
    this.#isInterrupted = false;
    this.drawn = 0;
    for (const content of 'abc') {
      if (this.#isInterrupted) break;
      if (this.drawn === 1 && failure !== undefined) throw failure;
      if (this.drawn === 1 && hangs) await new Promise(() => undefined);
      this.drawn += 1;
      yield { choices: [{ delta: { content }, finish_reason: null }] };
    }
    const end = this.#isInterrupted ? 'abort' : finish;
    if (end === 'stop') this.drawn += 1;
    yield { choices: [{ delta: {}, finish_reason: end }] };
    yield { choices: [], usage: { prompt_tokens: computed, completion_tokens: this.drawn } };
  }
}

function openScripted(): {
  engine: WebLlmEngine;
  scripted: ScriptedEngine;
  lose: (reason: RagError) => void;
} {
  const scripted = new ScriptedEngine();
  let lose: (reason: RagError) => void = ignore;
  const lost = new Promise<RagError>((resolve) => (lose = resolve));
  const device: DeviceGuard = {
    lost,
    found: () => undefined,
    run: (work) => Promise.race([work(), lost.then((reason) => Promise.reject(reason))]),
  };
  const info = {
    modelId: 'm',
    engine: '@mlc-ai/web-llm',
    device: 'webgpu',
    dtype: 'q4',
    contextTokens: 100,
    threads: 1,
  } as const;
  return {
    engine: new WebLlmEngine(scripted as unknown as MLCEngine, info, TEMPLATE, device),
    scripted,
    lose,
  };
}

describe('WebLlmEngine', () => {
  it('asks web-llm for exactly what was asked of it, and for no penalties', async () => {
    const { engine, scripted } = openScripted();
    await engine.chat(ASKED, {}, ignore);
    const schema = { type: 'object' };
    await engine.chat(ASKED, { maxTokens: 5, temperature: 0.7, topP: 0, seed: 3, schema }, ignore);
    expect(scripted.requests).toMatchObject([
      { max_tokens: 256, temperature: 0, top_p: 1, repetition_penalty: 1, frequency_penalty: 0 },
      {
        max_tokens: 5,
        temperature: 0.7,
        top_p: 1e-5,
        seed: 3,
        response_format: { type: 'json_object', schema: '{"type":"object"}' },
      },
    ]);
    expect(scripted.requests[0]).not.toHaveProperty('seed');
  });

  it('continues its chat, and tells how much was taken from the cache', async () => {
    const { engine, scripted } = openScripted();
    // ';' + 'U:Hi;' + 'A:'
    const first = await engine.chat(ASKED, {}, ignore);
    expect(first).toMatchObject({ promptTokens: 8, reusedTokens: 0, tokens: 3, finish: 'stop' });
    scripted.script = { computed: 10 };
    // ';U:More;' + 'A:', with the end of the answer in front.
    const second = await engine.chat(NEXT, {}, ignore);
    expect(second).toMatchObject({ promptTokens: 21, reusedTokens: 11 });
    expect(second.promptTokens).toBe(await engine.countTokens(NEXT));
    expect(scripted.resets).toBe(1);
  });

  it('tells of no reuse when web-llm began anew after all', async () => {
    const { engine, scripted } = openScripted();
    await engine.chat(ASKED, {}, ignore);
    scripted.script = { computed: 20 };
    expect(await engine.chat(NEXT, {}, ignore)).toMatchObject({ promptTokens: 20, reusedTokens: 0 });
  });

  it.each([
    ['was cut off', { finish: 'length' }, {}],
    ['met a stop text', {}, { stop: ['b'] }],
  ] as const)('begins anew after an answer that %s', async (_name, script, options) => {
    const { engine, scripted } = openScripted();
    scripted.script = script;
    await engine.chat(ASKED, options, ignore);
    await engine.chat(NEXT, {}, ignore);
    expect(scripted.resets).toBe(2);
  });

  it('ends after the token that completes a stop text', async () => {
    const { engine, scripted } = openScripted();
    const pieces: string[] = [];
    const result = await engine.chat(ASKED, { stop: ['b'] }, (piece) => pieces.push(piece));
    expect(result.finish).toBe('stop');
    expect(pieces).toEqual(['a']);
    expect(scripted.drawn).toBe(2);
  });

  it('ends after the token at which it is aborted, shows no more of it and can be called again', async () => {
    const { engine, scripted } = openScripted();
    const abort = new AbortController();
    const pieces: string[] = [];
    const reason = new Error('enough');
    const chat = engine.chat(
      ASKED,
      {},
      (piece) => {
        pieces.push(piece);
        abort.abort(reason);
      },
      abort.signal,
    );
    await expect(chat).rejects.toBe(reason);
    expect(pieces).toEqual(['a']);
    expect(scripted.drawn).toBe(1);
    expect(await engine.chat(NEXT, {}, ignore)).toMatchObject({ finish: 'stop' });
    expect(scripted.resets).toBe(2);
  });

  it('rejects a running chat and later ones when the GPU is lost', async () => {
    const { engine, scripted, lose } = openScripted();
    scripted.script = { hangs: true };
    const chat = engine.chat(ASKED, {}, () => lose(deviceLost('generator', 'reset')));
    await expect(chat).rejects.toMatchObject({ code: 'device_lost' });
    await expect(engine.chat(ASKED, {}, ignore)).rejects.toMatchObject({ code: 'device_lost' });
    await expect(engine.countTokens(ASKED)).rejects.toMatchObject({ code: 'device_lost' });
  });

  it.each([
    ['crashed', new Error('a bad shape')],
    ['out_of_memory', new RangeError('Array buffer allocation failed')],
  ])('rejects with %s and gives no second run', async (code, failure) => {
    const { engine, scripted } = openScripted();
    scripted.script = { failure };
    await expect(engine.chat(ASKED, {}, ignore)).rejects.toMatchObject({ name: 'WorkerError', code });
    await expect(engine.chat(ASKED, {}, ignore)).rejects.toMatchObject({ code });
    expect(scripted.requests).toHaveLength(1);
  });

  it('goes on after a schema that cannot be used', async () => {
    const { engine, scripted } = openScripted();
    scripted.script = { failure: Object.assign(new Error('no'), { name: 'GrammarMatcherInitError' }) };
    await expect(engine.chat(ASKED, { schema: {} }, ignore)).rejects.toThrow(TypeError);
    scripted.script = {};
    expect(await engine.chat(ASKED, {}, ignore)).toMatchObject({ finish: 'stop' });
  });

  it('unloads once', async () => {
    const { engine, scripted } = openScripted();
    await engine.dispose();
    await engine.dispose();
    expect(scripted.isUnloaded).toBe(true);
    await expect(engine.nextTokens(ASKED)).rejects.toMatchObject({ code: 'closed' });
  });
});
