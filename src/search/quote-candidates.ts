import { cutPosition, trimRange, type Range } from '../text/ranges.ts';
import type { Block } from '../types.ts';
import { asksForWorks, markWorks } from './bibliographies.ts';
import { markListings } from './listings.ts';
import type { QuestionProfile } from './question-profile.ts';
import { closenessOf } from './quote-closeness.ts';
import {
  quoteFeatures,
  quoteScore,
  termSet,
  type FeatureSource,
  type QuoteFeatures,
} from './quote-features.ts';
import { MAX_QUOTE } from './quote-range.ts';
import { keyOf, type Comparison, type ReadableSentence } from './quote-reading.ts';
import { findLeadIns, isHeading, quoteSentences, type QuoteSentence } from './quote-sentences.ts';

/** A passage to quote from, with its document. */
export interface QuotePassage {
  documentId: string;
  document: string;
  /** The document's title. */
  title?: string;
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

export interface QuoteSource extends FeatureSource {
  passage: QuotePassage;
  index: number;
  /** Keys of its sentences, by index. */
  keys: readonly string[];
  /** Scores of its sentences, by index. */
  scores: number[];
}

/** A sentence that may be the answer. */
export interface QuoteCandidate {
  source: QuoteSource;
  /** Index of the sentence in its source. */
  sentence: number;
  range: QuoteSentence;
  features: QuoteFeatures;
  score: number;
}

/** The sentences of the passages, scored by their words; those that only surround a passage as well. */
export function findCandidates(
  question: QuestionProfile,
  passages: readonly QuotePassage[],
): QuoteCandidate[] {
  return passages.flatMap((passage, index) => {
    const source = readSource(question, passage, index);
    return source.sentences.map((range, sentence) => {
      const text = passage.text.slice(range.start, range.end);
      const features = quoteFeatures(question, source, sentence, text);
      const score = quoteScore(features);
      source.scores[sentence] = score;
      return { source, sentence, range, features, score };
    });
  });
}

/** Scores candidates anew, by what close reading tells of them; leaves them as they are where it tells nothing. */
export function scoreClosely(
  question: QuestionProfile,
  candidates: readonly QuoteCandidate[],
  comparison: Comparison,
): void {
  const places = candidates.map(({ source: { keys }, sentence }) => ({
    key: keys[sentence] ?? '',
    before: keys[sentence - 1],
    passage: keys,
  }));
  const closeness = closenessOf(question, comparison, places);
  if (!closeness) return;
  for (const [index, candidate] of candidates.entries()) {
    candidate.score = quoteScore(candidate.features, closeness[index]);
    candidate.source.scores[candidate.sentence] = candidate.score;
  }
}

/** What may be read closely: sentences of the passages themselves that are no headings. */
export function readable(candidates: readonly QuoteCandidate[]): ReadableSentence[] {
  return candidates
    .filter(({ range }) => range.inside && !isHeading(range))
    .map(({ source: { passage }, range: { start, end }, score }) => ({
      documentId: passage.documentId,
      start,
      end,
      text: passage.text.slice(start, end),
      score,
    }));
}

function readSource(question: QuestionProfile, passage: QuotePassage, index: number): QuoteSource {
  const { text, language, documentId } = passage;
  const whole = quoteSentences(text, passage.blocks, passage, language);
  markListings(text, whole);
  if (!asksForWorks(question.text)) markWorks(text, whole);
  const sentences = findLeadIns(
    text,
    whole.flatMap((sentence) => divide(text, sentence)),
  );
  return {
    passage,
    index,
    score: passage.score,
    language,
    sentences,
    terms: sentences.map(({ start, end }) => termSet(text.slice(start, end), language)),
    context: termSet(passage.context, language),
    name: termSet(`${documentTitle(passage.document)}\n${passage.title ?? ''}`, language),
    keys: sentences.map(({ start }) => keyOf({ documentId, start })),
    scores: [],
  };
}

/** The words of a file's name, without its folders and its ending. */
function documentTitle(name: string): string {
  return name
    .replace(/^.*\//, '')
    .replace(/\.[^.]*$/, '')
    .replace(/[_.-]+/g, ' ');
}

const PAUSE = /[,;:،؛、，；：](?=\s|[^\d\s])|\s[-–—]\s|\)(?=\s)/g;

/** A sentence that is too long for a quote in parts of about equal length, cut where it pauses. Rows stay whole. */
function divide(text: string, sentence: QuoteSentence): QuoteSentence[] {
  const { start, end, kind } = sentence;
  if (end - start <= MAX_QUOTE || kind === 'table-row' || kind === 'code') return [sentence];
  const size = (end - start) / Math.ceil((end - start) / (MAX_QUOTE * 0.9));
  const parts: Range[] = [];
  for (let from = start; from < end;) {
    const limit = Math.min(end, from + MAX_QUOTE, Math.ceil(from + size * 1.1));
    const cut = limit === end ? end : cutPosition(text, from, limit, PAUSE);
    const part = trimRange(text, from, cut);
    if (part[1] > part[0]) parts.push(part);
    from = cut;
  }
  return parts.map(([from, to]) => ({ ...sentence, start: from, end: to }));
}
