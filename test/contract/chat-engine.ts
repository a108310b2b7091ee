import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../src/answer-types.ts';
import type { ChatCanary, ChatEngine, ChatOptions, ChatResult } from '../../src/inference/chat-engine.ts';

export interface ChatContractOptions {
  /** For engines that need a good part of a second per token: fewer and shorter chats. Default false. */
  isSlow?: boolean;
  /** Whether the engine draws the same text from the same seed. Default true. */
  isSeeded?: boolean;
  /**
   * For engines that read a prompt anew unless it goes on from the chat before: the largest share of that time which the
   * first token of a second turn may take. Default: the two are not compared.
   */
  warmShare?: number;
  /** Largest difference of a log probability to the canaries' `top`. Default 0.01. */
  maxLogprobError?: number;
  /** Milliseconds for the start, and for each check. Default 240,000. */
  timeoutMs?: number;
}

interface Written extends ChatResult {
  text: string;
  pieces: string[];
}

/** Another chat than the canaries', and a short one: without a system message, templates put in a long one. */
const FRUIT: readonly PromptMessage[] = [
  { role: 'system', content: 'Answer.' },
  { role: 'user', content: 'Name a fruit.' },
];

/** The turns after which the second turn of a canary is asked. */
function secondTurn({ messages, text, second }: ChatCanary): PromptMessage[] {
  return [
    ...messages,
    { role: 'assistant', content: text },
    { role: 'user', content: second?.user ?? 'And then?' },
  ];
}

/**
 * What every `ChatEngine` must do, on one engine that is opened once and disposed of at the end. The first canary needs
 * a `top` and a `second` turn.
 */
export function describeChatEngine(
  name: string,
  open: () => Promise<ChatEngine>,
  canaries: readonly ChatCanary[],
  options: ChatContractOptions = {},
): void {
  const { isSlow = false, isSeeded = true, warmShare, maxLogprobError = 0.01, timeoutMs = 240_000 } = options;
  const [first] = canaries;
  if (!first?.second) throw new TypeError('The first canary needs a second turn.');

  describe(`${name} as a ChatEngine`, { timeout: timeoutMs }, () => {
    let engine: ChatEngine;
    beforeAll(async () => {
      engine = await open();
    }, timeoutMs);
    afterAll(() => engine?.dispose(), timeoutMs);

    const write = async (
      messages: readonly PromptMessage[],
      sampling: ChatOptions,
      signal?: AbortSignal,
    ): Promise<Written> => {
      const pieces: string[] = [];
      const result = await engine.chat(messages, sampling, (piece) => pieces.push(piece), signal);
      return { ...result, pieces, text: pieces.join('') };
    };

    const enough = isSlow ? 3 : first.maxTokens;
    /** Expects a text of so many tokens to be what the reference begins with, or all of it. */
    const expectReference = (text: string): void => {
      if (!isSlow) expect(text).toBe(first.text);
      expect(text.length).toBeGreaterThan(3);
      expect(first.text.startsWith(text)).toBe(true);
    };

    it('is near the reference before the first token', async () => {
      const chances = await engine.nextTokens(first.messages);
      expect(first.top.length).toBeGreaterThan(1);
      // The last of the reference may have changed places with the next one, which was not kept.
      for (const [token, logprob] of first.top.slice(0, -1)) {
        const found = chances.find(([other]) => other === token);
        expect(Math.abs((found?.[1] ?? Number.NaN) - logprob), token).toBeLessThan(maxLogprobError);
      }
      expect(chances.map(([, logprob]) => logprob)).toEqual(
        chances.map(([, logprob]) => logprob).toSorted((a, b) => b - a),
      );
    });

    it.each(isSlow ? canaries.slice(0, 1) : canaries)(
      'writes the reference text, in pieces, then the second turn from its cache, and counts as it computes: $text',
      async (canary) => {
        const { messages, maxTokens, text, second } = canary;
        const written = await write(messages, { maxTokens });
        expect(written.text).toBe(text);
        expect(written.tokens).toBeGreaterThan(0);
        expect(written.tokens).toBeLessThanOrEqual(maxTokens);
        expect(written.pieces.length).toBeGreaterThan(1);
        expect(written.firstTokenMs).toBeGreaterThan(0);
        expect(written.totalMs).toBeGreaterThanOrEqual(written.firstTokenMs);
        expect(written.reusedTokens).toBeLessThan(written.promptTokens);
        expect(await engine.countTokens(messages)).toBe(written.promptTokens);
        if (!second) return;
        const turns = secondTurn(canary);
        // Before it is computed, as callers do who must make it fit: the cache outlives it.
        const tokens = await engine.countTokens(turns);
        const warm = await write(turns, { maxTokens });
        expect(warm.text).toBe(second.text);
        expect(warm.finish).toBe('stop');
        expect(warm.promptTokens).toBe(tokens);
        expect(warm.reusedTokens).toBeGreaterThanOrEqual(written.promptTokens);
        expect(warm.reusedTokens).toBeLessThan(tokens);
        if (warmShare === undefined) return;
        const cold = await write(turns, { maxTokens: 1 });
        expect(cold.promptTokens).toBe(tokens);
        expect(cold.reusedTokens).toBe(0);
        expect(cold.text).toBe(warm.pieces[0]);
        expect(warm.firstTokenMs).toBeLessThanOrEqual(warmShare * cold.firstTokenMs);
      },
    );

    describe('three chats, one after the other', () => {
      // From the middle of one word to the middle of another, so that it is in no single token.
      const at = first.text.indexOf(' ', 5) - 1;
      const stop = first.text.slice(at, at + 3);
      let other: Written;
      let after: Written;
      let again: Written;
      beforeAll(async () => {
        other = await write(FRUIT, { maxTokens: 2 });
        after = await write(first.messages, { maxTokens: enough });
        again = await write(first.messages, { maxTokens: first.maxTokens, stop: ['never written', stop] });
      }, timeoutMs);

      it('ends at the limit of tokens', () => {
        expect(other).toMatchObject({ finish: 'length', tokens: 2 });
        expect(other.text.length).toBeGreaterThan(0);
        if (isSlow) expect(after).toMatchObject({ finish: 'length', tokens: enough });
      });

      it('writes the same after another chat, so that the cache belongs to its beginning only', () => {
        expectReference(after.text);
        // The same prompt, all of which is in the cache.
        expect(after.text.startsWith(again.text)).toBe(true);
        expect(again.reusedTokens).toBeLessThan(again.promptTokens);
      });

      it('ends before a stop text, of which nothing is shown', () => {
        expect(stop).toMatch(/^\S \S$/);
        expect(again.text).toBe(first.text.slice(0, first.text.indexOf(stop)));
        expect(again.finish).toBe('stop');
      });
    });

    it.skipIf(!isSeeded)('draws the same text from the same seed, and another from another', async () => {
      const sampling = { maxTokens: isSlow ? 4 : 12, temperature: 1.5, topP: 0.95 };
      const draw = async (seed: number): Promise<string> => (await write(FRUIT, { ...sampling, seed })).text;
      const drawn = await draw(7);
      expect(await draw(7)).toBe(drawn);
      expect(await draw(8)).not.toBe(drawn);
    });

    it('rejects with the reason of an abort in mid-answer, and can be called again', async () => {
      const abort = new AbortController();
      const reason = new Error('no longer needed');
      let pieces = 0;
      const chat = engine.chat(
        FRUIT,
        { maxTokens: 200, temperature: 0 },
        () => {
          pieces += 1;
          abort.abort(reason);
        },
        abort.signal,
      );
      await expect(chat).rejects.toBe(reason);
      expect(pieces).toBeGreaterThan(0);
      await expect(write(first.messages, { maxTokens: 1 }, AbortSignal.abort(reason))).rejects.toBe(reason);
      const { text } = await write(first.messages, { maxTokens: enough });
      expectReference(text);
    });

    it('refuses a prompt that it cannot hold, before it computes, and says how long it is', async () => {
      const words = 'law '.repeat(engine.info.contextTokens);
      const messages: PromptMessage[] = [{ role: 'user', content: words }];
      const tokens = await engine.countTokens(messages);
      expect(tokens).toBeGreaterThan(engine.info.contextTokens);
      await expect(write(messages, { maxTokens: 1 })).rejects.toMatchObject({
        name: 'RangeError',
        message: expect.stringContaining(`${tokens} tokens`) as string,
      });
    });

    it('says what it is', () => {
      expect(engine.info.contextTokens).toBeGreaterThan(0);
      expect(engine.info.threads).toBeGreaterThan(0);
      expect(['wasm', 'webgpu']).toContain(engine.info.device);
    });

    it('rejects calls after it was disposed of, which may be done twice', async () => {
      await engine.dispose();
      await engine.dispose();
      await expect(write(first.messages, { maxTokens: 1 })).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
