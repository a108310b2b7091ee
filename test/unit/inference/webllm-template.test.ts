import { describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../src/answer-types.ts';
import { WebLlmPromptCache } from '../../../src/inference/webllm/webllm-prompt-cache.ts';
import {
  engineTemplate,
  promptPieces,
  templateOf,
  toWireMessage,
  type ConversationTemplate,
} from '../../../src/inference/webllm/webllm-template.ts';

const CHATML: ConversationTemplate = {
  system_template: '<|im_start|>system\n{system_message}<|im_end|>\n',
  system_message: 'Be kind.',
  roles: { user: '<|im_start|>user', assistant: '<|im_start|>assistant', tool: '<|im_start|>tool' },
  role_templates: { user: '{user_message}', assistant: '{assistant_message}' },
  seps: ['<|im_end|>\n'],
  role_content_sep: '\n',
  role_empty_sep: '\n',
  stop_str: ['<|im_end|>'],
  stop_token_ids: [2],
};

const ASKED: PromptMessage[] = [
  { role: 'system', content: 'Short.' },
  { role: 'user', content: 'Costs $& or $$5?' },
];

const cacheOf = (contextTokens: number): WebLlmPromptCache =>
  new WebLlmPromptCache(CHATML, contextTokens, (text) => text);

describe('the prompt of web-llm', () => {
  it('is written by the template of the model, texts as they stand', () => {
    expect(promptPieces(CHATML, ASKED).join('')).toBe(
      '<|im_start|>system\nShort.<|im_end|>\n<|im_start|>user\nCosts $& or $$5?<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it("has the model's own system text when there is none", () => {
    expect(promptPieces(CHATML, ASKED.slice(1))[0]).toBe('<|im_start|>system\nBe kind.<|im_end|>\n');
  });

  it('leaves out an empty system text and the first role where the template wants it so', () => {
    const template = { ...CHATML, render_empty_system_message: false, add_role_after_system_message: false };
    const [, asked] = ASKED;
    if (!asked) throw new Error('no question');
    expect(promptPieces(template, [{ role: 'system', content: '' }, asked])[0]).toMatch(
      /^<\|im_start\|>user/,
    );
    expect(promptPieces(template, ASKED)[1]).toBe('Costs $& or $$5?<|im_end|>\n');
  });

  it('puts role templates around texts itself, since web-llm would read dollar signs as commands', () => {
    const template = templateOf({
      context_window_size: 10,
      conv_template: CHATML,
      conv_config: { role_templates: { user: '[{user_message}{function_string}]' } },
    });
    expect(engineTemplate(template)).not.toHaveProperty('role_templates');
    expect(toWireMessage(template, { role: 'user', content: 'a $& b' }).content).toBe('[a $& b]');
    const system = toWireMessage(template, { role: 'system', content: 'a $& $$ b' }).content;
    expect('{system_message}'.replace('{system_message}', system)).toBe('a $& $$ b');
  });
});

describe('WebLlmPromptCache', () => {
  const answered: PromptMessage[] = [
    ...ASKED,
    { role: 'assistant', content: 'Five.' },
    { role: 'user', content: 'Sure?' },
  ];

  it('sends one more turn of the chat it holds, with what the cache lacks after the answer', () => {
    const cache = cacheOf(1000);
    const { wire, added } = cache.plan(ASKED);
    expect(added).toBe(cache.countTokens(ASKED));
    cache.hold(ASKED, wire, 'Five.', added + 'Five.'.length);
    const next = cache.plan(answered);
    expect(next.reused + next.added).toBe(cache.countTokens(answered));
    expect(next.reused).toBe(added + 5);
    expect(next.wire.at(-1)).toEqual({
      role: 'user',
      content: 'Sure?',
      name: '<|im_end|>\n<|im_start|>user',
    });
    expect(next.wire.slice(0, 2)).toEqual(wire);
  });

  it.each([
    [
      'another answer',
      answered.map((message, index) => (index === 2 ? { ...message, content: 'Six.' } : message)),
    ],
    [
      'another system text',
      answered.map((message, index) => (index ? message : { ...message, content: 'Long.' })),
    ],
    ['the same prompt again', ASKED],
    [
      'two more turns',
      [...answered, { role: 'assistant', content: 'Yes.' }, { role: 'user', content: 'Why?' }],
    ],
  ] as [string, PromptMessage[]][])('begins anew for %s', (_name, messages) => {
    const cache = cacheOf(1000);
    const { wire, added } = cache.plan(ASKED);
    cache.hold(ASKED, wire, 'Five.', added + 5);
    const plan = cache.plan(messages);
    expect(plan.reused).toBe(0);
    expect(plan.wire.some(({ name }) => name !== undefined)).toBe(false);
  });

  it('begins anew after a call that left the cache in an unknown state', () => {
    const cache = cacheOf(1000);
    const { wire, added } = cache.plan(ASKED);
    cache.hold(ASKED, wire, 'Five.', added + 5);
    cache.plan(answered);
    expect(cache.plan(answered).reused).toBe(0);
  });

  it('refuses a prompt that leaves no room for an answer, and a chat that ends with no question', () => {
    const tokens = cacheOf(1000).countTokens(ASKED);
    expect(() => cacheOf(tokens).plan(ASKED)).toThrow(RangeError);
    expect(cacheOf(tokens + 1).plan(ASKED).added).toBe(tokens);
    expect(() => cacheOf(1000).plan(answered.slice(0, 3))).toThrow(TypeError);
    expect(() => cacheOf(1000).plan([])).toThrow(TypeError);
  });
});
