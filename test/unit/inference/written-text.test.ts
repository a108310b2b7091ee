import { expect, it } from 'vitest';
import { followText } from '../../../src/inference/transformers/written-text.ts';

const encoder = new TextEncoder();

/** Follows an answer of which each token is one byte, as with the byte-level tokens of real models. */
function follow(
  text: string,
  stop: string[],
  tokens = Number.POSITIVE_INFINITY,
): { pieces: string[]; isStopped: boolean } {
  const pieces: string[] = [];
  const decode = (ids: number[]): string => new TextDecoder().decode(Uint8Array.from(ids));
  const written = followText(decode, stop, (piece) => pieces.push(piece));
  for (const id of [...encoder.encode(text)].slice(0, tokens))
    if (written.push(id)) return { pieces, isStopped: true };
  written.end();
  return { pieces, isStopped: false };
}

it('hands out each character once it is complete', () => {
  const { pieces } = follow('a½€😀b', []);
  expect(pieces).toEqual(['a', '½', '€', '😀', 'b']);
});

it('leaves out a character that the end cut', () => {
  expect(follow('ab😀', [], 4).pieces.join('')).toBe('ab');
});

it('keeps a replacement character that was written', () => {
  expect(follow('a\uFFFDb', []).pieces.join('')).toBe('a\uFFFDb');
});

it('ends before a stop text and holds back what may be its beginning', () => {
  expect(follow('one\n\nQuestion: two', ['\n\nQuestion:'])).toEqual({
    pieces: ['o', 'n', 'e'],
    isStopped: true,
  });
  expect(follow('one\n\nQuest', ['\n\nQuestion:'])).toEqual({
    pieces: ['o', 'n', 'e', '\n\nQuest'],
    isStopped: false,
  });
});

it('lets go of a beginning that was none, at once', () => {
  expect(follow('aab', ['ac']).pieces).toEqual(['a', 'ab']);
  // The longer beginning is none, but its end is the beginning of the stop text again.
  expect(follow('xaaab', ['aab'])).toEqual({ pieces: ['x', 'a'], isStopped: true });
});

it('ends before the first of several stop texts, and knows no empty one', () => {
  expect(follow('abcdef', ['', 'ef', 'cd']).pieces.join('')).toBe('ab');
});
