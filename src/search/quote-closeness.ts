import { isChoosingWord, isQuestionWord } from '../text/question.ts';
import { termsOf } from '../text/terms.ts';
import type { QuestionProfile } from './question-profile.ts';
import type { Closeness } from './quote-features.ts';
import { keyOf, type Comparison } from './quote-reading.ts';

/** A sentence among those around it, all by the keys of `keyOf`. */
export interface SentencePlace {
  key: string;
  /** The sentence before it; undefined where it is the first one. */
  before: string | undefined;
  /** All sentences of its passage. */
  passage: readonly string[];
}

/** What a word does in a question. */
type Role = 'subject' | 'focus' | 'asking' | 'phrasing';
type RoleWeights = Record<Role, readonly number[]>;

/** What is measured against the farthest sentence. */
type Measure = Exclude<keyof Closeness, 'carried' | 'unread'>;
const MEASURES: readonly Measure[] = ['subject', 'together', 'focus', 'asking', 'phrasing'];

/** Matches of one or more sentences with the question's words, in standard deviations; NaN for what was not compared. */
type Matches = readonly number[];

/**
 * How near the sentences come to the question in meaning, by index; undefined where the comparison tells nothing.
 * Cosines of one embedder cannot be compared with those of another, so they are measured from the farthest sentence, in
 * standard deviations of all comparisons.
 */
export function closenessOf(
  question: QuestionProfile,
  comparison: Comparison,
  places: readonly SentencePlace[],
): Closeness[] | undefined {
  const read = matchesByKey(comparison);
  if (!read) return undefined;
  const weights = weightsOf(question, comparison.reading.words);
  const passages = new Map<readonly string[], Matches | undefined>();
  const measured = places.map(({ key, before, passage }) => {
    const own = read.get(key);
    if (!passages.has(passage)) passages.set(passage, bestOf(passage.map((other) => read.get(other))));
    const led = own && bestOf([own, before === undefined ? undefined : read.get(before)]);
    return {
      ...measure(own, passages.get(passage), weights),
      carried: own && led ? leastOf(led, weights.subject) - leastOf(own, weights.subject) : 0,
      unread: own ? 0 : 1,
    };
  });
  return fromFarthest(measured);
}

type Measured = Partial<Record<Measure, number>> & Pick<Closeness, 'carried' | 'unread'>;

function measure(
  own: Matches | undefined,
  together: Matches | undefined,
  { subject, focus, asking, phrasing }: RoleWeights,
): Partial<Record<Measure, number>> {
  return {
    ...(together && { together: leastOf(together, subject) }),
    ...(own && {
      subject: leastOf(own, subject),
      focus: meanOf(own, focus),
      asking: meanOf(own, asking),
      phrasing: meanOf(own, phrasing),
    }),
  };
}

/** What was not read is taken to be as far as the farthest that was. */
function fromFarthest(measured: readonly Measured[]): Closeness[] {
  const farthest = (name: Measure): number =>
    Math.min(...measured.flatMap((values) => values[name] ?? []), Number.MAX_VALUE);
  const least = new Map(MEASURES.map((name) => [name, farthest(name)]));
  const above = (values: Measured, name: Measure): number => {
    const value = values[name];
    return value === undefined ? 0 : value - (least.get(name) ?? value);
  };
  return measured.map((values) => ({
    subject: above(values, 'subject'),
    together: above(values, 'together'),
    focus: above(values, 'focus'),
    asking: above(values, 'asking'),
    phrasing: above(values, 'phrasing'),
    carried: values.carried,
    unread: values.unread,
  }));
}

function matchesByKey({
  reading: { words, sentences },
  matches,
}: Comparison): Map<string, Matches> | undefined {
  if (matches.length === 0 || matches.length !== sentences.length * words.length) return undefined;
  const spread = deviation(matches.filter((match) => !Number.isNaN(match)));
  if (!(spread > 0)) return undefined;
  const read = new Map<string, Matches>();
  for (const [row, sentence] of sentences.entries()) {
    const own = [...matches.subarray(row * words.length, (row + 1) * words.length)];
    if (!own.every(Number.isNaN))
      read.set(
        keyOf(sentence),
        own.map((match) => match / spread),
      );
  }
  return read;
}

/** How much each word counts as part of the subject (its rarity), of what kind of thing is asked for, and of the rest. */
function weightsOf(question: QuestionProfile, words: readonly string[]): RoleWeights {
  const asking = words.map((word) => (isQuestionWord(word) ? 1 : 0));
  const subject = subjectWeights(question, words);
  return {
    subject,
    focus: focusOf(words, subject),
    asking,
    phrasing: words.map((_word, index) => (asking[index] || subject[index] ? 0 : 1)),
  };
}

/** How much each word of the question counts as part of its subject: its rarity, 0 for what only asks or joins. */
export function subjectWeights(question: QuestionProfile, words: readonly string[]): number[] {
  const { language } = question;
  const rarities = new Map(question.termsIn(language).map(({ term, weight }) => [term, weight]));
  return words.map((word) =>
    isQuestionWord(word) || !/[\p{L}\p{N}]{2}|\p{N}|[^\p{Script=Latin}\P{L}]/u.test(word)
      ? 0
      : Math.max(0, ...termsOf(word, language).map((term) => rarities.get(term) ?? 0)),
  );
}

/** Longest name of a kind, in words: "which popular music group". */
const MAX_FOCUS = 3;

function focusOf(words: readonly string[], subject: readonly number[]): number[] {
  const focus = words.map(() => 0);
  const at = words.findIndex(isChoosingWord);
  if (at < 0) return focus;
  for (let index = at + 1; index <= at + MAX_FOCUS && subject[index]; index++) focus[index] = 1;
  return focus;
}

/** By word, the best match of any of them; undefined where there is none. */
function bestOf(all: readonly (Matches | undefined)[]): Matches | undefined {
  const [first, ...others] = all.filter((matches) => matches !== undefined);
  return first?.map((match, word) =>
    others.reduce((best, other) => {
      const value = other[word] ?? Number.NaN;
      return value > best || Number.isNaN(best) ? value : best;
    }, match),
  );
}

/**
 * A weighted mean that leans to the lowest value (soft minimum: -ln of the mean of e^-x): a sentence has to account for
 * each word of the subject, and two good matches do not make up for a word that it says nothing of. 0 where no word
 * counts, or none of those has a match.
 */
function leastOf(values: Matches, weights: readonly number[]): number {
  const mean = meanOf(
    values.map((value) => Math.exp(-value)),
    weights,
  );
  return mean > 0 ? -Math.log(mean) : 0;
}

/** 0 where no word counts, or none of those has a match. */
function meanOf(values: Matches, weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (const [index, value] of values.entries()) {
    const weight = weights[index] ?? 0;
    if (weight === 0 || Number.isNaN(value)) continue;
    sum += weight * value;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
