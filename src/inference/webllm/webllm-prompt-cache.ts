import type { PromptMessage } from '../../answer-types.ts';
import { promptTooLong } from '../engine-failure.ts';
import {
  nextTurnPieces,
  promptPieces,
  toNextTurn,
  toWireMessage,
  type ConversationTemplate,
  type WireMessage,
} from './webllm-template.ts';

/** How a prompt is sent, and how much of it is in the engine's cache. */
export interface PromptPlan {
  wire: WireMessage[];
  /** Tokens of the prompt that are in the cache. */
  reused: number;
  /** Tokens that web-llm will say it computed. */
  added: number;
}

interface HeldChat {
  messages: PromptMessage[];
  wire: WireMessage[];
  tokens: number;
}

/**
 * Knows which chat is in web-llm's cache. web-llm goes on from there when it is sent the very messages that it holds and
 * one more, and begins anew otherwise; it keeps one chat.
 */
export class WebLlmPromptCache {
  readonly #template: ConversationTemplate;
  readonly #contextTokens: number;
  readonly #encode: (text: string) => { length: number };
  #held: HeldChat | undefined;

  /** @param encode The engine's tokenizer. */
  constructor(
    template: ConversationTemplate,
    contextTokens: number,
    encode: (text: string) => { length: number },
  ) {
    this.#template = template;
    this.#contextTokens = contextTokens;
    this.#encode = encode;
  }

  /** Tokens that the template puts before everything, which web-llm counts as none of the prompt. */
  get prefixTokens(): number {
    return this.#template.system_prefix_token_ids?.length ?? 0;
  }

  countTokens(messages: readonly PromptMessage[]): number {
    return this.prefixTokens + this.#count(promptPieces(this.#template, messages));
  }

  /**
   * The prompt for these messages. The cache counts as changed from here on, until `hold`.
   *
   * @throws {TypeError} The last message is not a user's.
   * @throws {RangeError} There is no room for it and a token of an answer.
   */
  plan(messages: readonly PromptMessage[]): PromptPlan {
    const last = messages.at(-1);
    if (last?.role !== 'user') throw new TypeError('The last message of a chat must be of the user.');
    const tokens = this.countTokens(messages);
    if (tokens >= this.#contextTokens) throw promptTooLong(tokens, this.#contextTokens);
    const held = this.#held;
    this.#held = undefined;
    const next = held && isNextTurn(held.messages, messages) ? this.#continue(held, last) : undefined;
    if (next && next.reused + next.added < this.#contextTokens) return next;
    const wire = messages.map((message) => toWireMessage(this.#template, message));
    return { wire, reused: 0, added: tokens - this.prefixTokens };
  }

  /** Notes that the cache holds these messages and their answer, `tokens` long. */
  hold(
    messages: readonly PromptMessage[],
    wire: readonly WireMessage[],
    content: string,
    tokens: number,
  ): void {
    const answer = { role: 'assistant', content } as const;
    this.#held = { messages: [...messages, answer], wire: [...wire, answer], tokens };
  }

  #continue({ messages, wire, tokens }: HeldChat, last: PromptMessage): PromptPlan {
    const index = messages.filter(({ role }) => role !== 'system').length;
    const turn = toNextTurn(this.#template, last, index);
    const added = this.#count(nextTurnPieces(this.#template, turn, index));
    return { wire: [...wire, turn], reused: tokens, added };
  }

  #count(pieces: readonly string[]): number {
    return pieces.reduce((sum, piece) => sum + this.#encode(piece).length, 0);
  }
}

function isNextTurn(held: readonly PromptMessage[], messages: readonly PromptMessage[]): boolean {
  if (messages.length !== held.length + 1) return false;
  return held.every(({ role, content }, index) => {
    const message = messages[index];
    return message?.role === role && message.content === content;
  });
}
