import { answerFit } from '../text/question.ts';
import { termsOf } from '../text/terms.ts';
import { coverage, type QuestionProfile, type SubjectTerm } from './question-profile.ts';
import { isHeading, lastAnnounced, type QuoteSentence } from './quote-sentences.ts';

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
  /** 1 for what is no statement: a heading, a question; half of it for code and captions; 2 for what only names other places. */
  unfit: number;
}

/**
 * How near a sentence that was read closely comes to the question in meaning, above the farthest one of the same
 * question (which has 0), in standard deviations of single comparisons.
 */
export interface Closeness {
  /** By the words that name the question's subject, the rarer the more, and the worst matched of them most. */
  subject: number;
  /** … of all that was read of its passage, taken together. */
  together: number;
  /** … that the sentence before adds to its own; 0 or more, not measured from the farthest. */
  carried: number;
  /** By the words that name what kind of thing is asked for ("which music group"). */
  focus: number;
  /** By its question words: "who" is near to names, "when" to times. */
  asking: number;
  /** By its other words, which say how the subject's hang together. */
  phrasing: number;
  /** 1 for a sentence that was not read: it is taken to be as far as the farthest that was, which is rather too far. */
  unread: number;
}

/**
 * Weights of a linear score. Fitted (softmax over the sentences of a question, those with the answer are right) on the
 * even-numbered half of the XQuAD-en questions and 607 questions about other paragraphs of SQuAD; measured on the other
 * half. `context` and `unfit`, of which there is nothing in that text, by reasoning.
 */
export const QUOTE_WEIGHTS: Readonly<QuoteFeatures> = {
  passage: 8,
  own: 3.5,
  before: 2.4,
  behind: 1,
  context: 2,
  local: 1.6,
  kind: 2,
  unfit: -2,
};

/**
 * … where sentences were read closely: words count less then. Which kinds of closeness take part was chosen by the
 * likelihood of the right sentence in five-fold cross-validation over the same questions.
 */
export const CLOSE_WEIGHTS: Readonly<QuoteFeatures & Closeness> = {
  passage: 3.4,
  own: 2.8,
  before: 2.6,
  behind: 2,
  context: 2,
  local: 1.6,
  kind: 1.3,
  unfit: -2,
  subject: 1.4,
  together: 0.5,
  carried: 0.5,
  focus: 0.4,
  asking: 1,
  phrasing: 1.2,
  unread: 1.1,
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
  /** Terms of what the document is called: its title and the name of its file. */
  name: ReadonlySet<string>;
}

/** The weighted sum of the features. Only scores of one question that were all made with or without closeness compare. */
export function quoteScore(features: QuoteFeatures, closeness?: Closeness): number {
  return closeness ? sum(CLOSE_WEIGHTS, { ...features, ...closeness }) : sum(QUOTE_WEIGHTS, features);
}

function sum<Name extends string>(
  weights: Readonly<Record<Name, number>>,
  values: Record<Name, number>,
): number {
  let score = 0;
  for (const name of Object.keys(weights) as Name[]) score += weights[name] * values[name];
  return score;
}

/** Features of the sentence at `index` of the source. */
export function quoteFeatures(
  question: QuestionProfile,
  source: FeatureSource,
  index: number,
  text: string,
): QuoteFeatures {
  const { language, sentences, terms, context } = source;
  const subject = question.termsIn(language);
  const own = terms[index] ?? new Set<string>();
  const asked = besidesName(subject, source.name);
  const missing = asked.filter(({ term }) => !own.has(term));
  const share = missing.reduce((sum, { weight }) => sum + weight, 0) / total(subject);
  const credit = (other: ReadonlySet<string> | undefined): number =>
    other && missing.length > 0 ? coverage(missing, other) * share : 0;
  const sentence = sentences[index];
  // Nothing can be said of what a lead-in shows before what it announces is read.
  const last = lastAnnounced(sentences, index);
  const isLeadIn = last > index;
  return {
    passage: source.score,
    own: subject.length > 0 ? 1 - share : 0,
    before: credit(termsBefore(source, index)),
    behind: credit(termsBehind(source, index, last)),
    context: credit(context),
    local: localCoverage(asked, own, terms),
    kind: Math.max(answerFit(question.kind, text, question.words), isLeadIn ? 0.5 : 0),
    unfit: unfitness(sentence, text),
  };
}

/**
 * The terms that a sentence has to account for: a document is known by its name, which its sentences need not repeat. A
 * question about nothing but the name asks what it is, and then they have to.
 */
function besidesName(subject: readonly SubjectTerm[], name: ReadonlySet<string>): readonly SubjectTerm[] {
  const others = subject.filter(({ term }) => !name.has(term));
  return others.length > 0 ? others : subject;
}

function unfitness(sentence: QuoteSentence | undefined, text: string): number {
  if (sentence?.isListing) return 2;
  if (!isStatement(sentence) || /[?？]\s*$/.test(text)) return 1;
  return sentence?.kind === 'code' || sentence?.kind === 'caption' ? 0.5 : 0;
}

/** What is known when the sentence is read: the one before it, and the one that announces it. */
function termsBefore({ sentences, terms }: FeatureSource, index: number): ReadonlySet<string> | undefined {
  const leadIn = sentences[index]?.leadIn;
  const before = isStatement(sentences[index - 1]) ? terms[index - 1] : undefined;
  return leadIn === undefined || leadIn === index - 1
    ? before
    : new Set([...(terms[leadIn] ?? []), ...(before ?? [])]);
}

/** What is read next: the sentence behind it, or all that it announces, up to `last`. */
function termsBehind(
  { sentences, terms }: FeatureSource,
  index: number,
  last: number,
): ReadonlySet<string> | undefined {
  if (last > index) return new Set(terms.slice(index + 1, last + 1).flatMap((own) => [...own]));
  return isStatement(sentences[index + 1]) ? terms[index + 1] : undefined;
}

/** Terms of a sentence as `FeatureSource` wants them. */
export function termSet(text: string, language: string): Set<string> {
  return new Set(termsOf(text, language));
}

function isStatement(sentence: QuoteSentence | undefined): boolean {
  return sentence !== undefined && !isHeading(sentence);
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
