import { describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../src/answer-types.ts';
import type { ChatEngine } from '../../../src/inference/chat-engine.ts';
import {
  DecoderChat,
  type ChatTokenizer,
} from '../../../src/inference/transformers/transformers-chat-engine.ts';
import type { Decoder } from '../../../src/inference/transformers/transformers-decoder.ts';

const END = 0;

/** Each character is a token. */
const tokenizer: ChatTokenizer = {
  encode: (messages) =>
    Array.from(messages.map(({ content }) => `${content}|`).join(''), (sign) => sign.charCodeAt(0)),
  decode: (ids) => String.fromCharCode(...ids),
  name: (id) => String.fromCharCode(id),
};

/** Counts on from the last character of the prompt, and ends after 'z'. */
class CountingDecoder implements Decoder {
  readonly endIds: ReadonlySet<number> = new Set([END]);
  cached: number[] = [];
  /** Number of tokens of each step. */
  readonly steps: number[] = [];
  onStep: () => void = () => undefined;

  shorten(length: number): Promise<void> {
    this.cached = this.cached.slice(0, length);
    return Promise.resolve();
  }

  append(ids: readonly number[]): Promise<Float32Array> {
    this.onStep();
    this.steps.push(ids.length);
    this.cached.push(...ids);
    const scores = new Float32Array(128);
    const prompted = this.cached.at(-1) === '|'.charCodeAt(0) ? this.cached.at(-2) : this.cached.at(-1);
    const last = prompted ?? END;
    scores[last === 'z'.charCodeAt(0) ? END : last + 1] = 10;
    return Promise.resolve(scores);
  }

  dispose(): Promise<void> {
    return this.shorten(0);
  }
}

function open(contextTokens = 2048): { decoder: CountingDecoder; chat: DecoderChat } {
  const decoder = new CountingDecoder();
  const info: ChatEngine['info'] = {
    modelId: 'counter',
    engine: 'a test',
    device: 'wasm',
    dtype: 'fp32',
    contextTokens,
    threads: 1,
  };
  return { decoder, chat: new DecoderChat(info, decoder, tokenizer) };
}

const ask = (content: string): PromptMessage[] => [{ role: 'user', content }];

async function write(
  chat: DecoderChat,
  messages: PromptMessage[],
  options: Parameters<ChatEngine['chat']>[1] = {},
  signal?: AbortSignal,
) {
  let text = '';
  const result = await chat.chat(messages, options, (piece) => (text += piece), signal);
  return { ...result, text };
}

describe('DecoderChat', () => {
  it('computes a prompt in steps, then a token a step, and not the last one', async () => {
    const { chat, decoder } = open();
    const result = await write(chat, ask(`${'-'.repeat(600)}v`));
    expect(result).toMatchObject({
      text: 'wxyz',
      finish: 'stop',
      promptTokens: 602,
      reusedTokens: 0,
      tokens: 4,
    });
    expect(decoder.steps).toEqual([256, 256, 90, 1, 1, 1, 1]);
  });

  it('computes only what is new in a second turn, though the answer was not read to its end', async () => {
    const { chat, decoder } = open();
    await write(chat, ask('a question about v'), { maxTokens: 2 });
    decoder.steps.splice(0);
    const turns: PromptMessage[] = [
      ...ask('a question about v'),
      { role: 'assistant', content: 'wx' },
      { role: 'user', content: 'x' },
    ];
    const result = await write(chat, turns);
    // In the cache: the first prompt and the 'w'; the 'x' was written, but nothing came after it.
    expect(result).toMatchObject({ text: 'yz', promptTokens: 24, reusedTokens: 20 });
    expect(decoder.steps).toEqual([4, 1, 1]);
  });

  it('cuts the cache where a prompt goes another way, and computes the last token anew', async () => {
    const { chat } = open();
    await write(chat, ask('the same beginning: w'));
    expect(await write(chat, ask('the same beginning: y'))).toMatchObject({ text: 'z', reusedTokens: 20 });
    expect(await write(chat, ask('the same beginning: y'))).toMatchObject({ text: 'z', reusedTokens: 21 });
    expect(await write(chat, ask('x'))).toMatchObject({ text: 'yz', reusedTokens: 0 });
  });

  it('ends where the context does', async () => {
    const { chat } = open(8);
    expect(await write(chat, ask('--b'))).toMatchObject({ text: 'cdef', finish: 'length', tokens: 4 });
    await expect(write(chat, ask('------b'))).rejects.toThrow('8 tokens');
    await expect(chat.nextTokens(ask('------b'))).rejects.toThrow(RangeError);
  });

  it('stops between two steps of a prompt, and keeps what was computed', async () => {
    const { chat, decoder } = open();
    const abort = new AbortController();
    const reason = new Error('enough');
    decoder.onStep = () => abort.abort(reason);
    const prompt = ask(`${'-'.repeat(600)}y`);
    await expect(write(chat, prompt, {}, abort.signal)).rejects.toBe(reason);
    expect(decoder.steps).toEqual([256]);
    decoder.onStep = () => undefined;
    expect(await write(chat, prompt)).toMatchObject({ text: 'z', reusedTokens: 256 });
  });

  it('lets an abort in that comes as a message', async () => {
    const { chat, decoder } = open();
    const abort = new AbortController();
    const reason = new Error('enough');
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => abort.abort(reason);
    decoder.onStep = () => port2.postMessage('abort');
    await expect(write(chat, ask('a'), {}, abort.signal)).rejects.toBe(reason);
    expect(decoder.steps.length).toBeLessThan(4);
    port1.close();
  });

  it('gives no second run after one that failed', async () => {
    const { chat, decoder } = open();
    decoder.onStep = () => {
      throw new Error('bad_alloc');
    };
    const failure = {
      name: 'WorkerError',
      code: 'out_of_memory',
      details: { worker: 'generator', feature: 'wasm' },
    };
    await expect(write(chat, ask('a'))).rejects.toMatchObject(failure);
    decoder.onStep = () => undefined;
    await expect(write(chat, ask('a'))).rejects.toMatchObject(failure);
    await expect(chat.countTokens(ask('a'))).rejects.toMatchObject(failure);
  });

  it('goes on after a listener that throws', async () => {
    const { chat } = open();
    const mistake = new Error('a mistake of the caller');
    const listen = (): never => {
      throw mistake;
    };
    await expect(chat.chat(ask('w'), {}, listen)).rejects.toBe(mistake);
    expect(await write(chat, ask('w'))).toMatchObject({ text: 'xyz' });
  });
});
