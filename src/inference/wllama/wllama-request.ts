import type { ChatCompletionParams } from '@wllama/wllama/esm/index.js';
import type { PromptMessage } from '../../answer-types.ts';
import type { ChatOptions } from '../chat-engine.ts';

/** llama.cpp reads a request with more fields than wllama's types name. */
export type ChatRequest = ChatCompletionParams & { stream: true; stop: string[] };

/** llama.cpp narrows the choice by default (`top_k` 40, `min_p` 0.05); `ChatOptions` knows neither. */
export function toRequest(
  messages: readonly PromptMessage[],
  maxTokens: number,
  { temperature = 0, topP = 1, seed, stop, schema }: ChatOptions,
): ChatRequest {
  return {
    messages: toMessages(messages),
    stream: true,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    top_k: 0,
    min_p: 0,
    stop: [...(stop ?? [])],
    timings_per_token: true,
    cache_prompt: true,
    ...(seed !== undefined && { seed }),
    ...(schema && {
      response_format: {
        type: 'json_schema' as const,
        json_schema: { name: 'answer', schema, strict: true },
      },
    }),
  };
}

/** Half of a surrogate pair is no text to llama.cpp, which throws on it. */
export function toMessages(messages: readonly PromptMessage[]): ChatCompletionParams['messages'] {
  return messages.map(({ role, content }) => ({ role, content: content.toWellFormed() }));
}
