import { isStopWord, termsOf } from '../text/terms.ts';
import type { QueryTerm } from './lexical-index.ts';

/**
 * The terms of a piece of a question as documents in `target` hold them, without function words. Whether a word is one
 * is for the question's language to say: "war" is a verb to a German and a noun to an English question.
 *
 * @param language BCP-47 tag of the question; where it is 'und', the target's function words are left out.
 */
export function tellingTerms(words: string, language: string, target: string): string[] {
  const terms = termsOf(words, target);
  if (language === 'und' || language === target) return terms.filter((term) => !isStopWord(term, target));
  const own = termsOf(words, language);
  return own.length > 0 && own.every((term) => isStopWord(term, language)) ? [] : terms;
}

/** The words of a question that no space divides, as far as spaces divide them at all. */
export function wordsOf(question: string): string[] {
  return question.split(/\s+/).filter(Boolean);
}

/** Weight of a word as a language spells it that is not the question's: where it differs, it is a chance likeness. */
const FOREIGN_WEIGHT = 0.5;

/**
 * What to look for in a corpus of several languages: the question's telling terms as each of them would hold them; all
 * terms where none tells anything ("Who was he?").
 */
export function searchTerms(question: string, language: string, targets: readonly string[]): QueryTerm[] {
  const languages = targets.length > 0 ? targets : ['und'];
  const words = wordsOf(question);
  const weights = new Map<string, number>();
  const add = (termsIn: (word: string, target: string) => string[]): void => {
    for (const word of words) {
      for (const target of languages) {
        const weight = isOwn(language, target, languages) ? 1 : FOREIGN_WEIGHT;
        for (const term of termsIn(word, target)) weights.set(term, Math.max(weight, weights.get(term) ?? 0));
      }
    }
  };
  add((word, target) => tellingTerms(word, language, target));
  if (weights.size === 0) add(termsOf);
  return [...weights].map(([term, weight]) => ({ term, weight }));
}

function isOwn(language: string, target: string, targets: readonly string[]): boolean {
  return language === 'und' || language === target || !targets.includes(language);
}
