import { answerKindOf, isAskingWord, type AnswerKind } from '../text/question.ts';
import { foldAccents, normalizeText } from '../text/fold.ts';
import { termsOf } from '../text/terms.ts';
import { tellingTerms, wordsOf } from './telling-terms.ts';

/** A term that names the question's subject. */
export interface SubjectTerm {
  term: string;
  /** Which word of the question it is made of, from 0: its spellings in several languages are one word. */
  word: number;
  /** Rarity in the corpus: the higher, the more it tells. Positive. */
  weight: number;
}

/** What a corpus knows about its words; both come from the word index. */
export interface WordStatistics {
  /** Number of passages. */
  readonly size: number;
  documentFrequency(term: string): number;
}

/** A question, made ready to be compared with sentences and passages. */
export interface QuestionProfile {
  text: string;
  language: string;
  kind: AnswerKind;
  /** Number of passages in the corpus. */
  corpusSize: number;
  /** Its words as written, in lower case. */
  words: ReadonlySet<string>;
  /** The terms of its subject as a document in this language holds them; function words only if there is nothing else. */
  termsIn(language: string): readonly SubjectTerm[];
}

/** A word that asks ("explain", "called") says less about the subject than one that names. */
const ASKING_WEIGHT = 0.25;

/** Passages that every corpus is imagined to have besides its own, with each word in one of them. */
const PRIOR_PASSAGES = 50;
const PRIOR_FREQUENCY = 1;

/**
 * Inverse document frequency as in BM25 (Robertson and Spärck Jones, never negative), with a prior: in a corpus of three
 * passages a word that all of them hold may be the very subject ("rent"), and one that none holds need not be rare.
 */
export function rarity(term: string, statistics: WordStatistics): number {
  const size = statistics.size + PRIOR_PASSAGES;
  const frequency = Math.min(statistics.size, statistics.documentFrequency(term)) + PRIOR_FREQUENCY;
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
}

/**
 * @param language BCP-47 tag of the question, 'und' where unknown.
 * @param meant See `meantTerms`.
 */
export function profileQuestion(
  text: string,
  language: string,
  statistics: WordStatistics,
  meant: ReadonlyMap<string, string> = new Map(),
): QuestionProfile {
  const known = new Map<string, readonly SubjectTerm[]>();
  return {
    text,
    language,
    kind: answerKindOf(text),
    corpusSize: statistics.size,
    words: new Set(
      normalizeText(text)
        .toLowerCase()
        .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}.,]*[\p{L}\p{N}\p{M}]|[\p{L}\p{N}]/gu) ?? [],
    ),
    termsIn(target) {
      let terms = known.get(target);
      if (!terms) {
        terms = subjectTerms(text, language, target, statistics, meant);
        known.set(target, terms);
      }
      return terms;
    },
  };
}

function subjectTerms(
  question: string,
  language: string,
  target: string,
  statistics: WordStatistics,
  meant: ReadonlyMap<string, string>,
): SubjectTerm[] {
  const words = wordsOf(question);
  const telling = words.map((word) => {
    const term = meant.get(word);
    return term === undefined ? tellingTerms(word, language, target) : [term];
  });
  const hasSubject = telling.some((terms) => terms.length > 0);
  const subject = new Map<string, SubjectTerm>();
  for (const [word, written] of words.entries()) {
    const asking = isAskingWord(foldAccents(written.toLowerCase()).replace(/[^\p{L}]/gu, ''));
    for (const term of hasSubject ? (telling[word] ?? []) : termsOf(written, target)) {
      if (subject.has(term)) continue;
      subject.set(term, { term, word, weight: rarity(term, statistics) * (asking ? ASKING_WEIGHT : 1) });
    }
  }
  return [...subject.values()];
}

/** Share of the subject's weight that the terms cover, 0 to 1; 0 for a question without words. */
export function coverage(subject: readonly SubjectTerm[], terms: ReadonlySet<string>): number {
  let covered = 0;
  let total = 0;
  for (const { term, weight } of subject) {
    total += weight;
    if (terms.has(term)) covered += weight;
  }
  return total > 0 ? covered / total : 0;
}
