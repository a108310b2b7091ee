import type { RunSteps } from '../storage/merge.ts';
import type { PassagesRecord } from '../storage/schema.ts';
import { countWords, type PassageTerms, type WordRows } from '../search/word-rows.ts';
import { detectLanguage } from '../text/language.ts';
import { cutPassages } from '../text/passages.ts';
import { termsOf } from '../text/terms.ts';
import type { TokenCounter } from '../text/token-counter.ts';
import type { ParsedDocument, PassageSpan } from '../types.ts';

/** Raise it when passages or terms are made differently: what is stored is then analysed again at the next start. */
export const ANALYSIS_VERSION = 2;

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
export async function analyse(
  parsed: ParsedDocument,
  name: string,
  counter: TokenCounter,
  maxTokens: number,
  run: RunSteps,
): Promise<Analysed> {
  const language = detectLanguage(parsed.text.slice(0, LANGUAGE_SAMPLE));
  const spans = (await run(cutPassages(parsed, counter, { maxTokens }))).flat();
  return {
    passages: { analysis: ANALYSIS_VERSION, language, spans },
    words: await countPassages(parsed, name, language, spans, run),
  };
}

/** The words of passages, by ordinal. */
export async function countPassages(
  parsed: ParsedDocument,
  name: string,
  language: string,
  spans: readonly PassageSpan[],
  run: RunSteps,
): Promise<WordRows> {
  return countWords(await run(readTerms(parsed, name, language, spans)));
}

function* readTerms(
  parsed: ParsedDocument,
  name: string,
  language: string,
  spans: readonly PassageSpan[],
): Generator<PassageTerms> {
  // The file's name is often the only place where a document says what it is.
  const title = name.replace(/[/\\_.-]+/g, ' ');
  for (const [key, { start, end, context }] of spans.entries())
    yield {
      key,
      body: termsOf(parsed.text.slice(start, end), language),
      context: termsOf(`${context}\n${title}`, language),
    };
}
