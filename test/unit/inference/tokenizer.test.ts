import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTokenizer, type Tokenizer } from '../../../src/inference/transformers/tokenizer.ts';

interface Reference {
  canaries: { text: string; tokens: number[] }[];
}

function open(model: string): { tokenizer: Tokenizer; canaries: Reference['canaries'] } {
  const folder = new URL(`../../../models/${model}/`, import.meta.url);
  const bytesOf = (name: string): ArrayBuffer => Uint8Array.from(readFileSync(new URL(name, folder))).buffer;
  const { canaries } = JSON.parse(new TextDecoder().decode(bytesOf('reference.json'))) as Reference;
  return { tokenizer: openTokenizer(bytesOf('tokenizer.json'), bytesOf('tokenizer_config.json')), canaries };
}

const { tokenizer, canaries } = open('all-MiniLM-L6-v2');
const [CLS, SEP] = [101, 102];

describe("the built-in model's tokenizer", () => {
  it.each(canaries)('gives the reference tokens of "$text"', ({ text, tokens }) => {
    expect(tokenizer.encode(text, 256)).toEqual(tokens);
  });

  it('ignores the 128 of tokenizer.json: one reference text is longer', () => {
    expect(Math.max(...canaries.map(({ tokens }) => tokens.length))).toBeGreaterThan(128);
  });

  it('cuts a long text before its closing token', () => {
    const text = 'law '.repeat(400);
    const ids = tokenizer.encode(text, 256);
    expect(ids).toHaveLength(256);
    expect(ids[0]).toBe(CLS);
    expect(ids.at(-1)).toBe(SEP);
    expect(ids.filter((id) => id === SEP)).toHaveLength(1);
    expect(ids).toEqual(tokenizer.encode('law '.repeat(254), 1000));
  });

  it('gives an empty text its special tokens', () => {
    expect(tokenizer.encode('', 256)).toEqual([CLS, SEP]);
  });
});

describe.each(['all-MiniLM-L6-v2', 'multilingual-e5-small'])('pieces of a text for %s', (model) => {
  const { tokenizer: own } = open(model);
  const pieces = ['The rent is 940 euros.', 'It is due on Monday;', 'late payment costs 5%.'];

  it('has the tokens of the whole text, each with its piece', () => {
    const { ids, ranges } = own.encodePieces(pieces, 256);
    expect(ids).toEqual(own.encode(pieces.join(' '), 256));
    expect(ranges.map(([start, end]) => ids.slice(start, end))).toEqual(
      pieces.map((piece) => own.encode(piece, 256).slice(1, -1)),
    );
  });

  it('leaves out what does not fit, but not the closing token', () => {
    const whole = own.encodePieces(pieces, 256);
    const [, second] = whole.ranges;
    const room = (second?.[0] ?? 0) + 3;
    const { ids, ranges } = own.encodePieces(pieces, room);
    expect(ids).toHaveLength(room);
    expect(ids.at(-1)).toBe(whole.ids.at(-1));
    expect(ranges.map(([start, end]) => end - start)).toEqual([(second?.[0] ?? 0) - 1, 2, 0]);
  });
});

describe("the multilingual model's tokenizer", () => {
  const multilingual = open('multilingual-e5-small');
  const [BOS, EOS] = [0, 2];

  it.each(multilingual.canaries)('gives the reference tokens of "$text"', ({ text, tokens }) => {
    expect(multilingual.tokenizer.encode(text, 512)).toEqual(tokens);
  });

  it('cuts a long text before its closing token', () => {
    const ids = multilingual.tokenizer.encode('law '.repeat(900), 512);
    expect(ids).toHaveLength(512);
    expect([ids[0], ids.at(-1)]).toEqual([BOS, EOS]);
    expect(ids.filter((id) => id === EOS)).toHaveLength(1);
  });
});
