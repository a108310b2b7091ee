import { answerFit } from '../text/question.ts';
import { termsOf } from '../text/terms.ts';
import { coverage, type QuestionProfile, type SubjectTerm } from './question-profile.ts';
import type { QuoteSentence } from './quote-sentences.ts';

/** What speaks for a sentence as the answer; each about 0 to 1, higher is better. */
export interface QuoteFeatures {
  /** Fused score of its passage. */
  passage: number;
  /** Share of the question's rare words that it holds. */
  own: number;
  /** … that it lacks and the sentence before holds ("He was born there"). */
  before: number;
  /** … that it lacks and the sentence behind holds. */
  behind: number;
  /** … that it lacks and the headings above or the column names hold. */
  context: number;
  /** As `own`, counting most the words that few sentences of the passage hold. */
  local: number;
  /** Whether it shows the kind of thing that was asked for. */
  kind: number;
  /** Similarity of meaning with the question, relative to the other sentences; 0 where unknown. */
  meaning: number;
  /** 1 for what is no statement: a heading, a question, code. */
  unfit: number;
}

/**
 * Weights of a linear score. Fitted (softmax over the sentences of a question, the one with the answer is right) on
 * the even-numbered half of the XQuAD-en questions; measured on the other half.
 */
export const QUOTE_WEIGHTS: Readonly<QuoteFeatures> = {
  passage: 8,
  own: 3.5,
  before: 2.4,
  behind: 1,
  context: 2,
  local: 1.6,
  kind: 2,
  meaning: 0.8,
  unfit: -2,
};

/** A passage with its sentences, as terms. */
export interface FeatureSource {
  score: number;
  language: string;
  sentences: readonly QuoteSentence[];
  /** Terms of `sentences`, by index. */
  terms: readonly ReadonlySet<string>[];
  /** Terms of title, headings and column names. */
  context: ReadonlySet<string>;
}

/** The weighted sum of the features. */
export function quoteScore(features: QuoteFeatures): number {
  let score = 0;
  for (const name of Object.keys(QUOTE_WEIGHTS) as (keyof QuoteFeatures)[]) {
    score += QUOTE_WEIGHTS[name] * features[name];
  }
  return score;
}

/** Features of the sentence at `index` of the source. `meaning` is filled in by who knows the other sentences. */
export function quoteFeatures(
  question: QuestionProfile,
  source: FeatureSource,
  index: number,
  text: string,
): QuoteFeatures {
  const { language, sentences, terms, context } = source;
  const subject = question.termsIn(language);
  const own = terms[index] ?? new Set<string>();
  const missing = subject.filter(({ term }) => !own.has(term));
  const share = missing.reduce((sum, { weight }) => sum + weight, 0) / total(subject);
  const credit = (other: ReadonlySet<string> | undefined): number =>
    other && missing.length > 0 ? coverage(missing, other) * share : 0;
  const sentence = sentences[index];
  return {
    passage: source.score,
    own: coverage(subject, own),
    before: credit(isStatement(sentences[index - 1]) ? terms[index - 1] : undefined),
    behind: credit(isStatement(sentences[index + 1]) ? terms[index + 1] : undefined),
    context: credit(context),
    local: localCoverage(subject, own, terms),
    kind: answerFit(question.kind, text, question.words),
    meaning: 0,
    unfit: isStatement(sentence) && !/[?？]\s*$/.test(text) ? (sentence?.kind === 'code' ? 0.5 : 0) : 1,
  };
}

/** Terms of a sentence as `FeatureSource` wants them. */
export function termSet(text: string, language: string): Set<string> {
  return new Set(termsOf(text, language));
}

function isStatement(sentence: QuoteSentence | undefined): boolean {
  return sentence !== undefined && sentence.kind !== 'heading' && sentence.kind !== 'title';
}

/** Coverage in which a word counts by how few of the passage's sentences hold it: it tells them apart. */
function localCoverage(
  subject: readonly SubjectTerm[],
  own: ReadonlySet<string>,
  sentences: readonly ReadonlySet<string>[],
): number {
  let score = 0;
  for (const { term, weight } of subject) {
    if (!own.has(term)) continue;
    const holders = sentences.reduce((count, terms) => count + (terms.has(term) ? 1 : 0), 0);
    score += weight * Math.log(1 + sentences.length / holders);
  }
  return score / total(subject);
}

function total(subject: readonly SubjectTerm[]): number {
  return subject.reduce((sum, { weight }) => sum + weight, 0) || 1;
}
