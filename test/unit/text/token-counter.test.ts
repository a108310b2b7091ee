import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTokenCounter, type TokenCounter } from '../../../src/text/token-counter.ts';

const readJson = async <T = object>(model: string, name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(`../../../models/${model}/${name}`, import.meta.url), 'utf8'));

describe.each(['all-MiniLM-L6-v2', 'multilingual-e5-small'])('createTokenCounter for %s', (model) => {
  let counter: TokenCounter;
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    const files = [
      await readJson(model, 'tokenizer.json'),
      await readJson(model, 'tokenizer_config.json'),
    ] as const;
    counter = createTokenCounter(...files);
    tokenizer = new Tokenizer(...files);
  });

  it('counts the reference texts as the model does, never less', async () => {
    const { canaries } = await readJson<{ canaries: { text: string; tokens: number[] }[] }>(
      model,
      'reference.json',
    );
    for (const { text, tokens } of canaries) {
      const count = counter.count(text);
      // Two of them are special.
      expect(count, text).toBeGreaterThanOrEqual(tokens.length - 2);
      // Words of over 40 characters are counted in pieces.
      if (!/\S{41}/u.test(text)) expect(count, text).toBe(tokens.length - 2);
    }
  });

  it('counts without special tokens', () => {
    expect(counter.count('')).toBe(0);
    expect(counter.count(' \n ')).toBe(0);
    expect(counter.count('Hello, world!')).toBe(4);
  });

  it('counts as the tokenizer does, whatever the text, at the first and at later calls', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'embedding',
        'Kündigungsfrist',
        '租金是多少',
        'ค่าเช่า',
        '👍🏽',
        'e\u0301',
        '1,234.5',
        '[CLS]',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    const property = fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const text = words.join(' ');
      const expected = tokenizer.tokenize(text, { add_special_tokens: false }).length;
      expect(counter.count(text)).toBe(expected);
      expect(counter.count(text)).toBe(expected);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('does not take encoded data for one token', () => {
    expect(counter.count('x'.repeat(5000))).toBeGreaterThan(500);
  });
});

describe('createTokenCounter', () => {
  it.each([null, 'text', {}, [], { version: '1.0' }])('refuses %j as tokenizer', (json) => {
    expect(() => createTokenCounter(json, {})).toThrow(TypeError);
  });
});
