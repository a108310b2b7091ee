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
 * @param decode Text of all tokens so far.
 * @param stop The answer ends before the first of these.
 * @param onText Called with each piece.
 */
export function followText(
  decode: (ids: number[]) => string,
  stop: readonly string[],
  onText: (text: string) => void,
): WrittenText {
  const stops = stop.filter((text) => text !== '');
  const ids: number[] = [];
  let text = '';
  let sent = 0;
  const send = (end: number): void => {
    if (end <= sent) return;
    const piece = text.slice(sent, end);
    sent = end;
    onText(piece);
  };
  return {
    push(id) {
      ids.push(id);
      text = withoutPartial(decode(ids));
      const at = findFirst(text, stops, sent);
      send(at ?? text.length - heldBack(text, stops));
      return at !== undefined;
    },
    end: () => send(text.length),
  };
}

function withoutPartial(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === REPLACEMENT) end -= 1;
  return text.slice(0, end);
}

function findFirst(text: string, stops: readonly string[], from: number): number | undefined {
  const found = stops.map((stop) => text.indexOf(stop, from)).filter((at) => at !== -1);
  return found.length === 0 ? undefined : Math.min(...found);
}

/** Length of the longest end of the text with which a stop text begins. */
function heldBack(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops)
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--)
      if (text.endsWith(stop.slice(0, length))) longest = length;
  return longest;
}
