import type { Confidence } from '../types.ts';
import { chanceEvidence, probesIn, type Calibration } from './calibration.ts';
import type { FusedHit } from './fuse.ts';
import { coverage, type QuestionProfile } from './question-profile.ts';
import type { QuotePassage } from './quotes.ts';
import { termSet } from './quote-features.ts';
import { quoteSentences } from './quote-sentences.ts';

/** What speaks for the answer being in the documents, all of it relative to this one search. */
export interface Evidence {
  /** How far the first passage stands out from the fourth, 0 to 1: a question that nothing fits finds many equal ones. */
  gap: number;
  /**
   * Share of the question's rare words that the best passages hold: the mean of what the best single passage holds and
   * what the best single sentence holds with its predecessor and its headings.
   */
  coverage: number;
  /** Both together: `coverage * (1 + gap)`. */
  strength: number;
  /** How many telling words that share is one of. */
  words: number;
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
  /** What the corpus says of itself. Default: nothing yet. */
  calibration?: Calibration;
  /** What the likeliest sentences have of the question, of `nearCoverage`. Default: none was read closely. */
  nearCoverage?: number;
}

/** How many of the best passages may hold the answer. */
const DEPTH = 3;
/** The gap is measured to this place in the ranking, from 0. */
const RIVAL = 3;
/** Stands for the gap where there are too few passages to measure one: the usual gap of questions with an answer. */
const NEUTRAL_GAP = 0.2;

/**
 * A question is refused when what it finds is no more than this share of the corpus's own questions find by chance. Set
 * on the even-numbered half of XQuAD-en, with and without each question's own paragraph.
 */
const CHANCE_SHARE = 0.85;
/**
 * … where only words are compared, because the vectors do not know the language or do not exist yet: a word that is
 * missing may stand there as its synonym, in another form or inside a compound, which nothing else would show.
 */
const WORDS_CHANCE_SHARE = 0.75;
/**
 * But whoever puts most of a question in words of their own is heard: this share of the telling words will do, if the
 * passage stands out as those do that the corpus's own sentences are looked up by. Matters where all documents treat of
 * the same, so that any question finds much of itself by chance.
 */
const ENOUGH = 0.38;
/** … of a question of so many words. A longer one tells circumstances too: of four times the words, twice as many will do. */
const USUAL_WORDS = 5;

/**
 * Strengths below which a question is refused before the corpus has said what is usual, and for a corpus that has too
 * little to say. One of a page or two is asked about what is there, be it in other words, or about what lies far off.
 */
const UNCALIBRATED = { small: 0.4, large: 0.5, words: 0.35 };
const SMALL = 10;
const LARGE = 100;
/** How many probes weigh as much as what is assumed without any. */
const PRIOR_PROBES = 10;

/** How much being near by its vector counts, in standard deviations of what is near in this corpus, and within which bounds. */
const NEARNESS_WEIGHT = 0.1;
const FARTHEST = -1;
const NEAREST = 2;

/** Below so many times the required strength an answer is not sure. */
const DOUBT = 1.4;

/**
 * What is not sure by its words is refused unless a sentence that was read closely has this share of the question, be it
 * in other words. Set on the even-numbered half of XQuAD-en and on half of fifty questions of our own about the samples.
 */
const MET = 0.51;
/** … of a question of at most so many telling words: a single sentence hardly holds more, and a longer question asks at length. */
const SENTENCE_WORDS = 7;

/** Whether something in the documents fits the question; where not, the passages are only the nearest. */
export function judgeAnswerability(input: AnswerabilityInput): Confidence {
  const { question, hits, passages, hasMeaning = false, crossesLanguages = false } = input;
  if (hits.length === 0 || passages.length === 0) return 'absent';
  if (crossesLanguages) return 'found';
  const evidence = gatherEvidence(question, hits, passages);
  // Words that are missing say nothing about a text in another language, if it can be found by meaning; if it cannot,
  // names and numbers may still carry a question.
  if (!evidence.comparable && hasMeaning) return 'found';
  const strength = evidence.strength + (hasMeaning ? nearnessOf(input) : 0);
  const required = evidence.comparable ? requiredStrength(evidence.words, input) : UNCALIBRATED.small;
  if (strength >= DOUBT * required) return 'found';
  const met = MET * shareOfLong(evidence.words, SENTENCE_WORDS);
  const isMet = input.nearCoverage === undefined ? strength >= required : input.nearCoverage >= met;
  return isMet ? 'doubtful' : 'absent';
}

function requiredStrength(words: number, input: AnswerabilityInput): number {
  const { question, hasMeaning = false, calibration } = input;
  const assumed = hasMeaning ? assumedFor(question.corpusSize) : UNCALIBRATED.words;
  if (!calibration) return assumed;
  const chance = chanceEvidence(calibration, words, hasMeaning ? CHANCE_SHARE : WORDS_CHANCE_SHARE);
  const enough = ENOUGH * shareOfLong(words, USUAL_WORDS);
  const measured = Math.min(chance, enough * (1 + calibration.prominence));
  const probes = Math.min(probesIn(calibration, question.language), question.corpusSize);
  return (probes * measured + PRIOR_PROBES * assumed) / (probes + PRIOR_PROBES);
}

/** How much of its share a question of `words` words has to show: 1 up to the usual length, half of it for four times as many. */
function shareOfLong(words: number, usual: number): number {
  return Math.sqrt(Math.min(1, usual / Math.max(1, words)));
}

function assumedFor(size: number): number {
  const { small, large } = UNCALIBRATED;
  const position = Math.log(Math.max(size, SMALL) / SMALL) / Math.log(LARGE / SMALL);
  return small + (large - small) * Math.min(1, position);
}

/** What the vectors add to the strength: a question nearer to a passage than other passages are is about it. */
function nearnessOf({ hits, calibration }: AnswerabilityInput): number {
  const similarity = hits.find(({ denseRank }) => denseRank === 1)?.denseScore;
  const usual = calibration?.nearest;
  if (similarity === undefined || !usual) return 0;
  const deviations = (similarity - usual.mean) / usual.deviation;
  return NEARNESS_WEIGHT * Math.min(NEAREST, Math.max(FARTHEST, deviations));
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
  const gap = rival ? (hits[0]?.score ?? 0) - rival.score : NEUTRAL_GAP;
  const covered =
    (Math.max(0, ...shares.map(({ whole }) => whole)) +
      Math.max(0, ...shares.map(({ sentence }) => sentence))) /
    2;
  return {
    gap,
    coverage: covered,
    strength: covered * (1 + gap),
    words: question.termsIn(best[0]?.language ?? question.language).length,
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
