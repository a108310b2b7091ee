import { termsOf } from '../text/terms.ts';
import type { QuestionProfile } from './question-profile.ts';
import { subjectWeights } from './quote-closeness.ts';
import { termSet } from './quote-features.ts';
import type { Comparison } from './quote-reading.ts';

/** A word of the question's subject, as one sentence has it. */
interface Met {
  weight: number;
  isHeld: boolean;
  /** How near the sentence comes to it; NaN for what was not compared. */
  match: number;
}

/** What the sentence before says counts so much: "it" may stand for that, and often does not. */
const BEFORE = 0.5;

/** No two usual values of matches are taken to be nearer to each other: one or two odd matches must not decide. */
const LEAST_RANGE = 0.05;

/**
 * Share of the question's rare words that the best of the closely read sentences has, in those words or in others ("fit"
 * in "there is room for"), 0 to 1; undefined where nothing was compared.
 *
 * A word that a sentence does not hold counts by how near the sentence comes to it: nothing if no nearer than is usual
 * for such words, fully if as near as is usual for those that are held. Both are taken from the same reading, as cosines
 * of one embedder cannot be compared with those of another.
 */
export function nearCoverage(question: QuestionProfile, comparison: Comparison): number | undefined {
  const stretches = readStretches(question, comparison);
  const all = stretches.flat(2).filter(({ match }) => !Number.isNaN(match));
  if (all.length === 0) return undefined;
  const usual = (isHeld: boolean): number | undefined =>
    meanOf(all.filter((met) => met.isHeld === isHeld).map(({ match }) => match));
  // Nothing is nearer to a word than the word itself.
  const creditOf = creditBetween(usual(false) ?? 0, usual(true) ?? 1);
  const shares = stretches.flatMap((sentences) =>
    sentences.map((sentence, at) => shareOf(sentence, sentences[at - 1], creditOf)),
  );
  return Math.max(...shares);
}

function creditBetween(none: number, full: number): (met: Met | undefined) => number {
  const range = Math.max(LEAST_RANGE, full - none);
  return (met) => {
    if (!met || met.isHeld) return Number(met?.isHeld ?? false);
    return Number.isNaN(met.match) ? 0 : Math.min(1, Math.max(0, (met.match - none) / range));
  };
}

function shareOf(
  sentence: readonly Met[],
  before: readonly Met[] | undefined,
  creditOf: (met: Met | undefined) => number,
): number {
  let covered = 0;
  let total = 0;
  for (const [at, met] of sentence.entries()) {
    total += met.weight;
    covered += met.weight * Math.max(creditOf(met), BEFORE * creditOf(before?.[at]));
  }
  return total > 0 ? covered / total : 0;
}

/** The words of the subject in each sentence, the sentences as they stand together; none where the sizes do not fit. */
function readStretches(question: QuestionProfile, { reading, matches }: Comparison): Met[][][] {
  const { words, texts, sentences } = reading;
  if (matches.length !== sentences.length * words.length) return [];
  const { language } = question;
  const subject = subjectWeights(question, words).flatMap((weight, column) =>
    weight > 0 ? [{ weight, column, terms: termsOf(words[column] ?? '', language) }] : [],
  );
  let row = -1;
  return texts.map((stretch) =>
    stretch.map((text) => {
      row += 1;
      const held = termSet(text, language);
      return subject.map(({ weight, column, terms }) => ({
        weight,
        isHeld: terms.some((term) => held.has(term)),
        match: matches[row * words.length + column] ?? Number.NaN,
      }));
    }),
  );
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
}
