import type { ChatCompletionResponse, Wllama } from '@wllama/wllama/esm/index.js';
import type { PromptMessage } from '../../answer-types.ts';
import type { TokenChance } from '../chat-engine.ts';
import { toMessages } from './wllama-request.ts';

/** How many are asked for. */
const KEPT = 5;

/**
 * The likeliest tokens after a prompt. The token that is drawn is made to be the end of the text, which changes no
 * chance: a token that is half of a character would make llama.cpp throw.
 */
export async function rankNextTokens(
  wllama: Wllama,
  messages: readonly PromptMessage[],
): Promise<TokenChance[]> {
  const response: ChatCompletionResponse = await wllama.createChatCompletion({
    messages: toMessages(messages),
    max_tokens: 1,
    temperature: 0,
    logprobs: true,
    top_logprobs: KEPT,
    logit_bias: { [wllama.getEOS()]: 1000 } as never,
  });
  const top = response.choices[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
  return top.map(({ token, logprob }): TokenChance => [token, logprob]);
}
