import type { SourceTarget } from './source-target.ts';

/**
 * Where the quoted words of a source stand in the text of its document, which may have been replaced by another version
 * since: in their place, at the nearest other one, or (undefined) nowhere.
 */
export function locateQuote(text: string, target: SourceTarget): SourceTarget | undefined {
  const { quote, start, end, answer } = target;
  if (quote === undefined || text.startsWith(quote, start)) return target;
  const at = findNearest(text, quote, start);
  if (at === undefined) return undefined;
  const shift = at - start;
  // Where it stood on its page is not known to hold any more.
  return {
    ...target,
    anchor: {},
    start: at,
    end: end + shift,
    answer: [answer[0] + shift, answer[1] + shift],
  };
}

function findNearest(text: string, words: string, wanted: number): number | undefined {
  const before = text.lastIndexOf(words, wanted);
  const after = text.indexOf(words, wanted);
  if (before < 0 || after < 0) return before < 0 && after < 0 ? undefined : Math.max(before, after);
  return wanted - before <= after - wanted ? before : after;
}
