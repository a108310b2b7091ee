import type { QuestionProfile } from './question-profile.ts';

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

/** The most that is read, in tokens of an embedder. */
const BUDGET = 260;

/**
 * No more is read once the answer is among the chosen sentences with this chance, if it is in the passages at all. The
 * chances of sentences are the softmax of their scores, and hold: on XQuAD-en 97 of 100 sentences whose chance is above .9
 * have the answer, 46 of 100 at .4 to .5, and 1 of 100 below .1. There it takes 139 tokens for half of the questions, and
 * the answer is among what is read as often as with 230 tokens for each.
 */
const ENOUGH = 0.99;

/** Two at least: a comparison tells one from another. */
const FEWEST = 2;

const WORD = /[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu;

/**
 * The likeliest sentences, until they are enough or the budget is spent; those that follow each other are read as one
 * text, so that "it" is understood.
 */
export function planReading(question: QuestionProfile, sentences: readonly ReadableSentence[]): Reading {
  const words = question.text.match(WORD) ?? [];
  const order = likeliest(sentences).sort(byPlace);
  const texts: string[][] = [];
  for (const [index, sentence] of order.entries()) {
    const previous = order[index - 1];
    const continues = previous?.documentId === sentence.documentId && sentence.start - previous.end <= 2;
    if (continues) texts.at(-1)?.push(sentence.text);
    else texts.push([sentence.text]);
  }
  return { words, texts, sentences: order.map(({ documentId, start }) => ({ documentId, start })) };
}

function likeliest(sentences: readonly ReadableSentence[]): ReadableSentence[] {
  const ranked = new Map<string, ReadableSentence>();
  for (const sentence of sentences.toSorted((a, b) => b.score - a.score))
    if (!ranked.has(keyOf(sentence))) ranked.set(keyOf(sentence), sentence);
  const [best] = ranked.values();
  const weightOf = ({ score }: ReadableSentence): number => Math.exp(score - (best?.score ?? 0));
  const total = [...ranked.values()].reduce((sum, sentence) => sum + weightOf(sentence), 0);
  const chosen: ReadableSentence[] = [];
  let cost = 0;
  let chance = 0;
  for (const sentence of ranked.values()) {
    cost += tokensIn(sentence.text);
    const isEnough = chance >= ENOUGH && chosen.length >= FEWEST;
    if (isEnough || (cost > BUDGET && chosen.length > 0)) break;
    chosen.push(sentence);
    chance += weightOf(sentence) / total;
  }
  return chosen;
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
