import { isQuestionWord } from '../text/question.ts';
import { termsOf } from '../text/terms.ts';
import type { QuestionProfile } from './question-profile.ts';
import type { Closeness } from './quote-features.ts';

/** A sentence that may be read closely. */
export interface ReadableSentence {
  documentId: string;
  start: number;
  end: number;
  text: string;
  /** Score by its words: the likeliest are read. */
  score: number;
}

/** What an embedder is given to compare (`CompareWords`). */
export interface Reading {
  words: string[];
  /** Stretches of text, each as its sentences. */
  texts: string[][];
  /** The sentences of `texts`, in the same order. */
  sentences: { documentId: string; start: number }[];
}

/** A reading with what an embedder says to it. */
export interface Comparison {
  reading: Reading;
  /** Of `CompareWords`. */
  matches: Float32Array;
}

/**
 * How much is read, in tokens of an embedder: about a tenth of a second for MiniLM in WebAssembly on one thread. On
 * XQuAD-en that is the five likeliest sentences of the five passages, of which one holds the answer in 98 of 100
 * questions; reading everything, four times as much, chose no better.
 */
const BUDGET = 230;

/** What a word does in a question. */
type Role = 'subject' | 'asking' | 'phrasing';

const WORD = /[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu;

/**
 * The likeliest sentences, as far as the budget goes; those that follow each other are read as one text, so that "it" is
 * understood.
 */
export function planReading(question: QuestionProfile, sentences: readonly ReadableSentence[]): Reading {
  const words = question.text.match(WORD) ?? [];
  const chosen = new Map<string, ReadableSentence>();
  let cost = 0;
  for (const sentence of sentences.toSorted((a, b) => b.score - a.score)) {
    const key = keyOf(sentence);
    if (chosen.has(key)) continue;
    cost += tokensIn(sentence.text);
    if (cost > BUDGET && chosen.size > 0) break;
    chosen.set(key, sentence);
  }
  const order = [...chosen.values()].sort(byPlace);
  const texts: string[][] = [];
  for (const [index, sentence] of order.entries()) {
    const previous = order[index - 1];
    const continues = previous?.documentId === sentence.documentId && sentence.start - previous.end <= 2;
    if (continues) texts.at(-1)?.push(sentence.text);
    else texts.push([sentence.text]);
  }
  return { words, texts, sentences: order.map(({ documentId, start }) => ({ documentId, start })) };
}

/** Names a sentence over all passages that hold it. */
export function keyOf({ documentId, start }: { documentId: string; start: number }): string {
  return `${start} ${documentId}`;
}

/** About: tokenizers of several languages take a token for five Latin letters, fewer of other scripts. */
function tokensIn(text: string): number {
  const other = text.match(/[^\u0000-\u024F]/g)?.length ?? 0;
  return (text.length - other) / 5 + other / 1.5 + 1;
}

function byPlace(a: ReadableSentence, b: ReadableSentence): number {
  if (a.documentId !== b.documentId) return a.documentId < b.documentId ? -1 : 1;
  return a.start - b.start;
}

/**
 * How near each sentence comes to the question in meaning, by key; undefined where the comparison tells nothing. Cosines of one embedder cannot be compared with those
 * of another, so they are measured from the mean of what was read, in standard deviations of all comparisons. What was
 * not read is taken to be as far as the farthest.
 */
export function closenessOf(
  question: QuestionProfile,
  { reading: { words, sentences }, matches }: Comparison,
): { of(key: string): Closeness } | undefined {
  if (matches.length === 0 || matches.length !== sentences.length * words.length) return undefined;
  const spread = deviation(matches.filter((match) => !Number.isNaN(match)));
  if (!(spread > 0)) return undefined;
  const roles = rolesOf(question, words);
  const read = new Map<string, Record<Role, number>>();
  for (const [row, sentence] of sentences.entries()) {
    const own = matches.subarray(row * words.length, (row + 1) * words.length);
    if (own.some((match) => !Number.isNaN(match)))
      read.set(keyOf(sentence), {
        subject: weightedMean(own, roles.subject) / spread,
        asking: weightedMean(own, roles.asking) / spread,
        phrasing: weightedMean(own, roles.phrasing) / spread,
      });
  }
  const all = [...read.values()];
  const mean = (role: Role): number => all.reduce((sum, closeness) => sum + closeness[role], 0) / all.length;
  const farthest = (role: Role): number => Math.min(...all.map((closeness) => closeness[role]));
  return {
    of(key) {
      const known = read.get(key);
      const take = (role: Role): number => (known?.[role] ?? farthest(role)) - mean(role);
      return {
        subject: take('subject'),
        asking: take('asking'),
        phrasing: take('phrasing'),
        unread: known ? 0 : 1,
      };
    },
  };
}

/** How much each word counts as part of the subject (its rarity), of what is asked for, and of the rest. */
function rolesOf(question: QuestionProfile, words: readonly string[]): Record<Role, number[]> {
  const { language } = question;
  const weights = new Map(question.termsIn(language).map(({ term, weight }) => [term, weight]));
  const asking = words.map((word) => (isQuestionWord(word) ? 1 : 0));
  const subject = words.map((word, index) =>
    asking[index] || !/[\p{L}\p{N}]{2}|\p{N}|[^\p{Script=Latin}\P{L}]/u.test(word)
      ? 0
      : Math.max(0, ...termsOf(word, language).map((term) => weights.get(term) ?? 0)),
  );
  return {
    subject,
    asking,
    phrasing: words.map((_word, index) => (asking[index] || subject[index] ? 0 : 1)),
  };
}

/** 0 where no word counts, or none of those has a match. */
function weightedMean(values: Float32Array, weights: readonly number[]): number {
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
