import type { PassagesRecord } from '../storage/schema.ts';
import { detectLanguage } from '../text/language.ts';
import { splitPassages } from '../text/passages.ts';
import { termsOf } from '../text/terms.ts';
import type { TokenCounter } from '../text/token-counter.ts';
import type { ParsedDocument } from '../types.ts';

/** Raise it when passages or terms are made differently: what is stored is then analysed again at the next start. */
export const ANALYSIS_VERSION = 1;

/** How much of a document decides its language, in characters. */
const LANGUAGE_SAMPLE = 20_000;

/**
 * Splits a document into passages and finds the words by which each can be searched.
 *
 * @param maxTokens Most tokens of a passage with its context.
 */
export function analyse(
  parsed: ParsedDocument,
  name: string,
  counter: TokenCounter,
  maxTokens: number,
): Omit<PassagesRecord, 'documentId'> {
  const language = detectLanguage(parsed.text.slice(0, LANGUAGE_SAMPLE));
  const spans = splitPassages(parsed, counter, { maxTokens });
  const terms = spans.map(({ start, end, context }) => ({
    body: termsOf(parsed.text.slice(start, end), language).join(' '),
    // The file's name is often the only place where a document says what it is.
    context: termsOf(`${context}\n${name.replace(/[/\\_.-]+/g, ' ')}`, language).join(' '),
  }));
  return { analysis: ANALYSIS_VERSION, language, spans, terms };
}
