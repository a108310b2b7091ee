import type { Block, Quote } from '../types.ts';
import type { QuestionProfile } from './question-profile.ts';
import {
  quoteFeatures,
  quoteScore,
  termSet,
  type FeatureSource,
  type QuoteFeatures,
} from './quote-features.ts';
import { cutToQuote, MAX_QUOTE, widen } from './quote-range.ts';
import { quoteSentences, type QuoteSentence } from './quote-sentences.ts';

/** A passage to quote from, with its document. */
export interface QuotePassage {
  documentId: string;
  document: string;
  /** The whole text of the document and its blocks. */
  text: string;
  blocks: readonly Block[];
  /** BCP-47 tag of the document. */
  language: string;
  start: number;
  end: number;
  context: string;
  /** Fused score. */
  score: number;
}

/** A quote without its anchor, which the corpus adds. */
export type ChosenQuote = Omit<Quote, 'anchor'>;

export interface ChooseQuotesOptions {
  /** How many quotes. Default 3. */
  limit?: number;
  /** From how many of the passages. Default 5. */
  passages?: number;
  /**
   * Similarity of meaning between the question and a sentence of a passage, where its vector is known. Only
   * comparisons within one question are made, so any scale will do.
   */
  similarity?: (passage: number, start: number, end: number) => number | undefined;
}

interface Source extends FeatureSource {
  passage: QuotePassage;
  index: number;
}

interface Candidate {
  source: Source;
  /** Index of the sentence in its source. */
  sentence: number;
  range: QuoteSentence;
  features: QuoteFeatures;
}

/**
 * The verbatim pieces of the best passages that most likely answer, best first: each at most 300 characters, none
 * overlapping another, the answering sentence marked.
 */
export function chooseQuotes(
  question: QuestionProfile,
  passages: readonly QuotePassage[],
  { limit = 3, passages: depth = 5, similarity }: ChooseQuotesOptions = {},
): ChosenQuote[] {
  const sources = passages.slice(0, depth).map((passage, index) => readSource(passage, index));
  const candidates = sources.flatMap((source) => candidatesOf(question, source));
  if (similarity) addMeaning(candidates, similarity);
  const scores = new Map(sources.map((source) => [source, source.sentences.map(() => 0)]));
  for (const { source, sentence, features } of candidates) {
    const list = scores.get(source);
    if (list) list[sentence] = quoteScore(features);
  }
  const scoreOf = ({ source, sentence }: Candidate): number => scores.get(source)?.[sentence] ?? 0;
  const ranked = candidates
    .filter(({ range }) => range.inside)
    .sort(
      (a, b) => scoreOf(b) - scoreOf(a) || a.source.index - b.source.index || a.range.start - b.range.start,
    );
  const quotes: ChosenQuote[] = [];
  for (const candidate of ranked) {
    if (quotes.length >= limit) break;
    const quote = quoteOf(
      question,
      candidate,
      scores.get(candidate.source) ?? [],
      scoreOf(candidate),
      quotes,
    );
    if (quote) quotes.push(quote);
  }
  return quotes;
}

function readSource(passage: QuotePassage, index: number): Source {
  const sentences = quoteSentences(passage.text, passage.blocks, passage, passage.language);
  return {
    passage,
    index,
    score: passage.score,
    language: passage.language,
    sentences,
    terms: sentences.map(({ start, end }) => termSet(passage.text.slice(start, end), passage.language)),
    context: termSet(passage.context, passage.language),
  };
}

function candidatesOf(question: QuestionProfile, source: Source): Candidate[] {
  return source.sentences.map((range, sentence) => ({
    source,
    sentence,
    range,
    features: quoteFeatures(question, source, sentence, source.passage.text.slice(range.start, range.end)),
  }));
}

/** Fills in `meaning`: how many standard deviations a similarity lies above those of the other sentences. */
function addMeaning(
  candidates: readonly Candidate[],
  similarity: NonNullable<ChooseQuotesOptions['similarity']>,
): void {
  const known = candidates.flatMap((candidate) => {
    const value = similarity(candidate.source.index, candidate.range.start, candidate.range.end);
    return value === undefined ? [] : [{ candidate, value }];
  });
  const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / known.length;
  if (!(variance > 0)) return;
  for (const { candidate, value } of known) candidate.features.meaning = (value - mean) / Math.sqrt(variance);
}

function quoteOf(
  question: QuestionProfile,
  { source, sentence, range }: Candidate,
  scores: readonly number[],
  score: number,
  chosen: readonly ChosenQuote[],
): ChosenQuote | undefined {
  const { passage } = source;
  const { text, documentId } = passage;
  const isFree = (start: number, end: number): boolean =>
    chosen.every((quote) => quote.documentId !== documentId || end <= quote.start || start >= quote.end);
  const subject = question.termsIn(passage.language);
  const [markStart, markEnd] = cutToQuote(text, range, subject, passage.language);
  if (!isFree(markStart, markEnd)) return undefined;
  const isWhole = range.end - range.start <= MAX_QUOTE;
  const [start, end] = isWhole
    ? widen(text, source.sentences, scores, sentence, isFree)
    : [markStart, markEnd];
  const quoted = text.slice(start, end);
  // A heading whose text another quote holds says nothing by itself.
  if (isHeadingOnly(source.sentences, start, end)) return undefined;
  if (chosen.some((quote) => sameWords(quote.text, quoted))) return undefined;
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
  };
}

function isHeadingOnly(sentences: readonly QuoteSentence[], start: number, end: number): boolean {
  return sentences
    .filter((sentence) => sentence.start < end && sentence.end > start)
    .every(({ kind }) => kind === 'heading' || kind === 'title');
}

/** The same sentence in two copies of a document is one answer. */
function sameWords(a: string, b: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  return a === b || plain(a) === plain(b);
}
