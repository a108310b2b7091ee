import type { PassagesRecord } from '../storage/schema.ts';
import { countWords, type WordRows } from '../search/word-rows.ts';
import { detectLanguage } from '../text/language.ts';
import { splitPassages } from '../text/passages.ts';
import { termsOf } from '../text/terms.ts';
import type { TokenCounter } from '../text/token-counter.ts';
import type { ParsedDocument, PassageSpan } from '../types.ts';

/** Raise it when passages or terms are made differently: what is stored is then analysed again at the next start. */
export const ANALYSIS_VERSION = 1;

/** How much of a document decides its language, in characters. */
const LANGUAGE_SAMPLE = 20_000;

/** Passages of a document and their words, by ordinal. */
export interface Analysed {
  passages: Omit<PassagesRecord, 'documentId'>;
  words: WordRows;
}

/**
 * Splits a document into passages and counts the words by which each can be searched.
 *
 * @param maxTokens Most tokens of a passage with its context.
 */
export function analyse(
  parsed: ParsedDocument,
  name: string,
  counter: TokenCounter,
  maxTokens: number,
): Analysed {
  const language = detectLanguage(parsed.text.slice(0, LANGUAGE_SAMPLE));
  const spans = splitPassages(parsed, counter, { maxTokens });
  return {
    passages: { analysis: ANALYSIS_VERSION, language, spans },
    words: countPassages(parsed, name, language, spans),
  };
}

/** The words of passages, by ordinal. */
export function countPassages(
  parsed: ParsedDocument,
  name: string,
  language: string,
  spans: readonly PassageSpan[],
): WordRows {
  // The file's name is often the only place where a document says what it is.
  const title = name.replace(/[/\\_.-]+/g, ' ');
  return countWords(
    spans.map(({ start, end, context }, key) => ({
      key,
      body: termsOf(parsed.text.slice(start, end), language),
      context: termsOf(`${context}\n${title}`, language),
    })),
  );
}
