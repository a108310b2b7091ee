import type { FusedHit } from './fuse.ts';
import { coverage, type QuestionProfile } from './question-profile.ts';
import type { QuotePassage } from './quotes.ts';
import { termSet } from './quote-features.ts';
import { quoteSentences } from './quote-sentences.ts';

/** What speaks for the answer being in the documents. All are shares, 0 to 1, of things within this one search. */
export interface Evidence {
  /** How far the first passage stands out from the fourth: a question that nothing fits finds many equal ones. */
  gap: number;
  /**
   * Share of the question's rare words that the best passages hold: the mean of what the best single passage holds and
   * what the best single sentence holds with its predecessor and its headings.
   */
  coverage: number;
  /** Whether the words could be found at all: false when all passages are in other languages than the question. */
  comparable: boolean;
}

export interface AnswerabilityInput {
  question: QuestionProfile;
  /** All hits of the search, best first. */
  hits: readonly FusedHit[];
  /** The passages of the best hits, in the same order. */
  passages: readonly QuotePassage[];
  /** Whether vectors of both the question's and the passages' language took part (`knowsLanguages`). Default: no. */
  hasMeaning?: boolean;
  /**
   * Whether the best passage is the nearest by its vector, in another language than the question, and the embedder knows
   * both. Embedders of many languages prefer the question's own, so that this happens where that has no better. Default: no.
   */
  crossesLanguages?: boolean;
}

/** How many of the best passages may hold the answer. */
const DEPTH = 3;
/** The gap is measured to this place in the ranking, from 0. */
const RIVAL = 3;
/** Stands for the gap where there are too few passages to measure one: the usual gap of questions with an answer. */
const NEUTRAL_GAP = 0.2;
/**
 * Evidence below which a question is refused. On the even-numbered half of XQuAD-en, with and without each question's
 * own paragraph, .59 refuses 5 % of the good questions; it was then moved towards answering, because the questions of
 * that collection repeat more of the text's words than those of people who have not just read the text.
 */
const THRESHOLD = 0.53;
/**
 * … in a corpus of a page or two, where nobody asks about something close that happens to be missing: what is asked
 * either is there, be it in other words, or lies far off.
 */
const SMALL_THRESHOLD = 0.4;
/**
 * … where only words are compared, because the vectors do not know the language or do not exist yet: a word that is
 * missing may stand there as its synonym, in another form or inside a compound, which nothing else would show.
 */
const WORDS_THRESHOLD = 0.35;
const SMALL = 10;
const LARGE = 100;

function thresholdFor(size: number, hasMeaning: boolean): number {
  if (!hasMeaning) return WORDS_THRESHOLD;
  const position = Math.log(Math.max(size, SMALL) / SMALL) / Math.log(LARGE / SMALL);
  return SMALL_THRESHOLD + (THRESHOLD - SMALL_THRESHOLD) * Math.min(1, position);
}

/** False when nothing in the documents fits the question; the passages are then only the nearest. */
export function isAnswerable(input: AnswerabilityInput): boolean {
  const { question, hits, passages, hasMeaning = false, crossesLanguages = false } = input;
  if (hits.length === 0 || passages.length === 0) return false;
  if (crossesLanguages) return true;
  const { gap, coverage: share, comparable } = gatherEvidence(question, hits, passages);
  // Words that are missing say nothing about a text in another language, if it can be found by meaning; if it cannot,
  // names and numbers may still carry a question.
  if (!comparable) return hasMeaning || share * (1 + gap) >= SMALL_THRESHOLD;
  return share * (1 + gap) >= thresholdFor(question.corpusSize, hasMeaning);
}

/** @param passages The passages of the best hits, in their order. */
export function gatherEvidence(
  question: QuestionProfile,
  hits: readonly FusedHit[],
  passages: readonly QuotePassage[],
): Evidence {
  const best = passages.slice(0, DEPTH);
  const shares = best.map((passage) => coverageIn(question, passage));
  const rival = hits[RIVAL];
  return {
    gap: rival ? (hits[0]?.score ?? 0) - rival.score : NEUTRAL_GAP,
    coverage:
      (Math.max(0, ...shares.map(({ whole }) => whole)) +
        Math.max(0, ...shares.map(({ sentence }) => sentence))) /
      2,
    comparable:
      question.language === 'und' ||
      passages.some(({ language }) => language === 'und' || language === question.language),
  };
}

function coverageIn(question: QuestionProfile, passage: QuotePassage): { whole: number; sentence: number } {
  const { text, blocks, language } = passage;
  const subject = question.termsIn(language);
  const whole = termSet(passage.context, language);
  let sentence = 0;
  let before = new Set<string>();
  const context = [...whole];
  for (const { start, end, inside } of quoteSentences(text, blocks, passage, language)) {
    const own = termSet(text.slice(start, end), language);
    if (inside) {
      sentence = Math.max(sentence, coverage(subject, new Set([...context, ...before, ...own])));
      for (const term of own) whole.add(term);
    }
    before = own;
  }
  return { whole: coverage(subject, whole), sentence };
}
