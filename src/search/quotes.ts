import type { Quote } from '../types.ts';
import { worthAsFurther } from './further-quotes.ts';
import type { QuestionProfile } from './question-profile.ts';
import {
  findCandidates,
  readable,
  scoreClosely,
  type QuoteCandidate,
  type QuotePassage,
  type QuoteSource,
} from './quote-candidates.ts';
import { cutToQuote, MAX_QUOTE, widen } from './quote-range.ts';
import { chancesOf, keyOf, planReading, type Comparison, type Reading } from './quote-reading.ts';
import { isHeading } from './quote-sentences.ts';

export type { QuotePassage } from './quote-candidates.ts';

/** A quote without its anchor, which the corpus adds. */
export type ChosenQuote = Omit<Quote, 'anchor'>;

const LIMIT = 3;
const PASSAGES = 5;

/** Sentences that may answer, before it is decided which are quoted: an embedder may read the likeliest ones closely. */
export interface QuoteDraft {
  /**
   * What to compare; undefined where nothing is.
   *
   * @param mayRead Whether the embedder knows the language of a passage. Default: of all.
   */
  reading(mayRead?: (passage: QuotePassage) => boolean): Reading | undefined;
  /**
   * The verbatim pieces of the passages that most likely answer, best first: each at most 300 characters, none overlapping
   * another, the answering sentence marked.
   *
   * @param comparison Of the reading; without, words decide.
   * @param limit How many. Default 3.
   */
  choose(comparison?: Comparison, limit?: number): ChosenQuote[];
}

/** Gathers the sentences that may answer, from the first `depth` passages (default 5). */
export function draftQuotes(
  question: QuestionProfile,
  passages: readonly QuotePassage[],
  depth: number = PASSAGES,
): QuoteDraft {
  const candidates = findCandidates(question, passages.slice(0, depth));
  return {
    reading(mayRead = () => true) {
      const reading = planReading(
        question,
        readable(candidates.filter(({ source }) => mayRead(source.passage))),
      );
      return reading.sentences.length > 1 && reading.words.length > 0 ? reading : undefined;
    },
    choose(comparison, limit = LIMIT) {
      if (comparison) scoreClosely(question, candidates, comparison);
      return pick(question, candidates, limit);
    },
  };
}

function pick(
  question: QuestionProfile,
  candidates: readonly QuoteCandidate[],
  limit: number,
): ChosenQuote[] {
  const inside = candidates.filter(({ range }) => range.inside);
  const shares = chancesOf(
    inside.map(({ source, range, score }) => ({
      documentId: source.passage.documentId,
      start: range.start,
      score,
    })),
  );
  const quotes: ChosenQuote[] = [];
  const quoted: QuoteCandidate[] = [];
  const left = new Map(inside.map((candidate) => [candidate, candidate.score]));
  while (quotes.length < limit && left.size > 0) {
    const [candidate, score] = bestLeft(left);
    left.delete(candidate);
    const quote = quoteOf(question, { ...candidate, score }, shares, quotes);
    if (!quote) continue;
    quotes.push(quote);
    quoted.push(candidate);
    for (const other of left.keys()) left.set(other, worthAsFurther(question, quoted, other));
  }
  return quotes;
}

function bestLeft(left: ReadonlyMap<QuoteCandidate, number>): [QuoteCandidate, number] {
  const isBefore = ([a, scoreA]: [QuoteCandidate, number], [b, scoreB]: [QuoteCandidate, number]): boolean =>
    (scoreA - scoreB || b.source.index - a.source.index || b.range.start - a.range.start) > 0;
  return [...left].reduce((best, entry) => (isBefore(entry, best) ? entry : best));
}

function quoteOf(
  question: QuestionProfile,
  { source, sentence, range, score }: QuoteCandidate,
  shares: ReadonlyMap<string, number>,
  chosen: readonly ChosenQuote[],
): ChosenQuote | undefined {
  const { passage, sentences } = source;
  const { text, documentId } = passage;
  const isFree = (start: number, end: number): boolean =>
    chosen.every((quote) => quote.documentId !== documentId || end <= quote.start || start >= quote.end);
  const subject = question.termsIn(passage.language);
  const cut = cutToQuote(text, range, subject, passage.language);
  if (!isFree(...cut)) return undefined;
  const isWhole = range.end - range.start <= MAX_QUOTE;
  const [start, end] = isWhole ? widen(text, sentences, source.scores, sentence, isFree) : cut;
  const held = sentences.filter((other) => other.start < end && other.end > start);
  // A heading whose text another quote holds says nothing by itself.
  if (held.every(isHeading)) return undefined;
  const quoted = text.slice(start, end);
  if (chosen.some((quote) => sameWords(quote.text, quoted))) return undefined;
  const [markStart, markEnd] = isHeading(range) ? statementIn(source, start, end) : cut;
  const keys = new Set(held.map((other) => keyOf({ documentId, start: other.start })));
  return {
    documentId,
    document: passage.document,
    passage: source.index,
    text: quoted,
    start,
    end,
    mark: [markStart - start, markEnd - start],
    ...(range.header && { header: [...range.header] }),
    score,
    share: Math.min(
      1,
      [...keys].reduce((sum, key) => sum + (shares.get(key) ?? 0), 0),
    ),
  };
}

/** The likeliest sentence of a quote that is no heading: a heading was found, and what stands under it is meant. */
function statementIn({ sentences, scores }: QuoteSource, start: number, end: number): [number, number] {
  const [best] = sentences
    .map((range, index) => ({ range, score: scores[index] ?? 0 }))
    .filter(({ range }) => range.start >= start && range.end <= end && !isHeading(range))
    .sort((a, b) => b.score - a.score || a.range.start - b.range.start);
  return best ? [best.range.start, best.range.end] : [start, end];
}

/** The same sentence in two copies of a document is one answer. */
function sameWords(a: string, b: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  return a === b || plain(a) === plain(b);
}
