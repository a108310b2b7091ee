import type { Block } from '../types.ts';
import type { TokenCounter } from './token-counter.ts';

/** Longest context made of title and headings, in tokens. */
const HEADING_TOKENS = 40;
/** Longest list of column names, in tokens. */
const HEADER_TOKENS = 60;
const SEPARATOR = ' › ';

/**
 * What stands above a passage: the title and the headings, outermost first, each once; for table rows the column names.
 * Where that is too long, the outer headings go first, as the inner ones say more about the passage.
 *
 * @param title Title of the document.
 * @param first The passage's first block, whose headings count.
 * @param header Column names of its rows.
 */
export function passageContext(
  title: string | undefined,
  first: Block,
  header: readonly string[] | undefined,
  counter: TokenCounter,
): string {
  const parts: string[] = [];
  for (const part of [title ?? '', ...first.headings]) {
    const clean = collapse(part);
    if (clean && !parts.some((known) => isSame(known, clean))) parts.push(clean);
  }
  while (parts.length > 1 && counter.count(parts.join(SEPARATOR)) > HEADING_TOKENS)
    parts.splice(parts.length > 2 ? 1 : 0, 1);
  const headings = shorten(parts.join(SEPARATOR), HEADING_TOKENS, counter);
  const columns = shorten((header ?? []).map(collapse).filter(Boolean).join(' | '), HEADER_TOKENS, counter);
  return [headings, columns].filter(Boolean).join('\n');
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function shorten(text: string, tokens: number, counter: TokenCounter): string {
  // Tokens say little about scripts that the tokenizer does not know, so characters are bounded too.
  let short = text.length > tokens * 8 ? text.slice(0, tokens * 8).replace(/\s*\S*$/, '') : text;
  while (short && counter.count(short) > tokens) short = short.replace(/\s*\S+$/, '');
  return short;
}
