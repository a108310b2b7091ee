import { foldWord } from '../text/stemmer.ts';
import { isStopWord, termsOf } from '../text/terms.ts';
import type { QueryTerm } from './lexical-index.ts';
import { prefixesIn } from './prefixes.ts';

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
 * terms where none tells anything ("Who was he?"). A word with a star ("kündig*") stands for all that begin with it.
 */
export function searchTerms(question: string, language: string, targets: readonly string[]): QueryTerm[] {
  const languages = targets.length > 0 ? targets : ['und'];
  const words = wordsOf(question);
  const terms = new Map<string, QueryTerm>();
  const add = (termsIn: (word: string, target: string) => QueryTerm[]): void => {
    for (const [at, word] of words.entries()) {
      for (const target of languages) {
        const share = isOwn(language, target, languages) ? 1 : FOREIGN_WEIGHT;
        for (const term of termsIn(word, target)) {
          const known = terms.get(term.term);
          const weight = Math.max(share * term.weight, known?.weight ?? 0);
          terms.set(term.term, { word: at, ...known, ...term, weight });
        }
      }
    }
  };
  add((word, target) => [
    ...tellingTerms(word, language, target).map((term) => ({ term, weight: 1 })),
    ...prefixTerms(word, target),
  ]);
  if (terms.size === 0) add((word, target) => termsOf(word, target).map((term) => ({ term, weight: 1 })));
  return [...terms.values()];
}

function prefixTerms(word: string, language: string): QueryTerm[] {
  return prefixesIn(word).map((beginning) => ({
    term: foldWord(beginning.toLowerCase(), language),
    weight: 1,
    isPrefix: true,
  }));
}

function isOwn(language: string, target: string, targets: readonly string[]): boolean {
  return language === 'und' || language === target || !targets.includes(language);
}
