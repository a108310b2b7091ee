import type { Wllama } from '@wllama/wllama/esm/index.js';
import { describe, expect, it } from 'vitest';
import { completeChat } from '../../../src/inference/wllama/wllama-completion.ts';
import { NativeLog } from '../../../src/inference/wllama/wllama-log.ts';

interface Request {
  abortSignal: AbortSignal;
  max_tokens: number;
  onData(chunk: unknown): void;
}

interface Chunk {
  text: string;
  /** Tokens so far. */
  tokens: number;
  finish?: 'stop' | 'length';
}

const messages = [{ role: 'user' as const, content: 'Fox' }];

/** llama.cpp as wllama 3.8.1 hands it on: an abort is heard between two chunks; `failure` comes after the last one. */
function scriptedWllama(chunks: readonly Chunk[], failure?: { log: string; error: Error }) {
  const log = new NativeLog();
  const requests: Request[] = [];
  const wllama = {
    getLoadedContextInfo: () => ({ n_ctx: 100 }),
    createChatCompletion: (request: Request) => {
      requests.push(request);
      for (const { text, tokens, finish = null } of chunks) {
        if (request.abortSignal.aborted) return Promise.reject(new Error('Operation aborted'));
        request.onData({
          choices: [{ delta: { content: text }, finish_reason: finish }],
          timings: { cache_n: 60, prompt_n: 35, predicted_n: tokens },
        });
      }
      if (request.abortSignal.aborted) return Promise.reject(new Error('Operation aborted'));
      if (!failure) return Promise.resolve();
      log.error(failure.log);
      return Promise.reject(failure.error);
    },
  };
  return { loaded: { wllama: wllama as unknown as Wllama, log }, requests };
}

const cut = {
  log: '[json.exception.type_error.316] incomplete UTF-8 string; last byte: 0x9F',
  error: new Error('Invalid typed array length: 1163217991'),
};

describe('completeChat', () => {
  it('counts the limit itself, as llama.cpp throws where its own cuts a character', async () => {
    const { loaded, requests } = scriptedWllama([
      { text: 'a', tokens: 1 },
      { text: 'b', tokens: 2 },
      { text: 'c', tokens: 3 },
    ]);
    const pieces: string[] = [];
    const result = await completeChat(
      loaded,
      messages,
      { maxTokens: 2 },
      (text) => pieces.push(text),
      undefined,
    );
    expect(pieces).toEqual(['a', 'b']);
    expect(result).toMatchObject({ finish: 'length', tokens: 2, promptTokens: 95, reusedTokens: 60 });
    expect(requests[0]?.max_tokens).toBeGreaterThan(2);
  });

  it('leaves out a character that is complete only beyond the limit', async () => {
    const { loaded } = scriptedWllama([
      { text: 'a', tokens: 1 },
      { text: '🦊', tokens: 4 },
    ]);
    const pieces: string[] = [];
    const result = await completeChat(
      loaded,
      messages,
      { maxTokens: 3 },
      (text) => pieces.push(text),
      undefined,
    );
    expect(pieces).toEqual(['a']);
    expect(result).toMatchObject({ finish: 'length', tokens: 3 });
  });

  it('ends where the context is full', async () => {
    const chunks = [1, 2, 3, 4, 5, 6].map((tokens) => ({ text: 'x', tokens }));
    const { loaded } = scriptedWllama(chunks);
    let text = '';
    const result = await completeChat(
      loaded,
      messages,
      { maxTokens: 50 },
      (piece) => (text += piece),
      undefined,
    );
    expect(text).toBe('xxxxx');
    expect(result).toMatchObject({ finish: 'length', tokens: 5, promptTokens: 95 });
  });

  it('keeps a text whose last character the model itself left incomplete', async () => {
    const { loaded } = scriptedWllama([{ text: 'a', tokens: 1 }], cut);
    let text = '';
    const result = await completeChat(
      loaded,
      messages,
      { maxTokens: 5 },
      (piece) => (text += piece),
      undefined,
    );
    expect(text).toBe('a');
    expect(result).toMatchObject({ finish: 'stop', tokens: 1 });
  });

  it('lets any other failure through, at the first token and later', async () => {
    const failure = { log: 'out of its depth', error: new Error('(ABORT) unreachable') };
    for (const chunks of [[], [{ text: 'a', tokens: 1 }]]) {
      const { loaded } = scriptedWllama(chunks, failure);
      const chat = completeChat(loaded, messages, { maxTokens: 5, schema: {} }, () => undefined, undefined);
      await expect(chat).rejects.toBe(failure.error);
    }
  });

  it('says that a schema cannot be a grammar', async () => {
    const { loaded } = scriptedWllama([], { ...cut, log: 'Unrecognized schema: {"type":"nonsense"}' });
    const chat = completeChat(loaded, messages, { schema: { type: 'nonsense' } }, () => undefined, undefined);
    await expect(chat).rejects.toMatchObject({
      code: 'missing_feature',
      details: { feature: 'schema', actual: expect.stringContaining('Unrecognized schema') as string },
    });
  });

  it('rejects with the reason of an abort', async () => {
    const { loaded } = scriptedWllama([
      { text: 'a', tokens: 1 },
      { text: 'b', tokens: 2 },
    ]);
    const abort = new AbortController();
    const reason = new Error('no longer needed');
    const pieces: string[] = [];
    const onText = (piece: string): void => {
      pieces.push(piece);
      abort.abort(reason);
    };
    await expect(completeChat(loaded, messages, {}, onText, abort.signal)).rejects.toBe(reason);
    expect(pieces).toEqual(['a']);
  });
});
