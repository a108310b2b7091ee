import type { Wllama } from '@wllama/wllama/esm/index.js';
import type { PromptMessage } from '../../answer-types.ts';
import { readOverflow } from './wllama-failure.ts';
import { toMessages } from './wllama-request.ts';

/** Counts the tokens of prompts. */
export interface PromptCounter {
  count(wllama: Wllama, messages: readonly PromptMessage[]): Promise<number>;
}

/**
 * wllama hands out neither the model's tokenizer nor its chat template. So the count is read from a refusal: the prompt
 * is made too long by two more turns of a known length, and llama.cpp says how long it was. Nothing is computed, and
 * what is in the cache stays.
 */
export async function openPromptCounter(wllama: Wllama): Promise<PromptCounter> {
  const filler = ' a'.repeat(wllama.getLoadedContextInfo().n_ctx);
  const turns: PromptMessage[] = [
    { role: 'assistant', content: 'a' },
    { role: 'user', content: filler },
  ];
  const start: PromptMessage[] = [{ role: 'user', content: 'a' }];
  const once = await measureOverflow(wllama, [...start, ...turns]);
  const twice = await measureOverflow(wllama, [...start, ...turns, ...turns]);
  const fillerTokens = twice - once;
  return {
    count: async (engine, messages) =>
      (await measureOverflow(engine, [...messages, ...turns])) - fillerTokens,
  };
}

async function measureOverflow(wllama: Wllama, messages: readonly PromptMessage[]): Promise<number> {
  try {
    await wllama.createChatCompletion({ messages: toMessages(messages), max_tokens: 1 });
  } catch (error) {
    const tokens = readOverflow(error);
    if (tokens !== undefined) return tokens;
    throw error;
  }
  throw new Error('llama.cpp took a prompt that is longer than its context');
}
