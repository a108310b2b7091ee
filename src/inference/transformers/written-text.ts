import { StopTexts } from '../stop-texts.ts';

/** An answer as it grows: tokens in, text out. */
export interface WrittenText {
  /** Takes a token and hands out the text that is certain by now. True when a stop text ends the answer. */
  push(id: number): boolean;
  /** Hands out the rest, without a character that is not complete. */
  end(): void;
}

/** Stands for bytes that are no character, or not yet one. */
const REPLACEMENT = '\uFFFD';

/**
 * Follows an answer. Held back is what may still change or be taken back: a character of which bytes are missing, and
 * what may be the beginning of a stop text.
 *
 * @param decode Text of all tokens so far: that of one token alone may be half a character, or lack its space.
 * @param stop The answer ends before the first of these.
 * @param onText Called with each piece.
 */
export function followText(
  decode: (ids: number[]) => string,
  stop: readonly string[],
  onText: (text: string) => void,
): WrittenText {
  const stops = new StopTexts(stop);
  const ids: number[] = [];
  let read = 0;
  const send = (piece: string): void => {
    if (piece !== '') onText(piece);
  };
  return {
    push(id) {
      ids.push(id);
      const text = withoutPartial(decode(ids));
      send(stops.push(text.slice(read)));
      read = text.length;
      return stops.isFound;
    },
    end: () => send(stops.end()),
  };
}

function withoutPartial(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === REPLACEMENT) end -= 1;
  return text.slice(0, end);
}
