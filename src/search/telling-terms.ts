import { isStopWord, termsOf } from '../text/terms.ts';

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

/**
 * What to look for in a corpus of several languages: the question's telling terms as each of them would hold them; all
 * terms where none tells anything ("Who was he?").
 */
export function searchTerms(question: string, language: string, targets: readonly string[]): string[] {
  const languages = targets.length > 0 ? targets : ['und'];
  const telling = new Set(
    wordsOf(question).flatMap((word) => languages.flatMap((target) => tellingTerms(word, language, target))),
  );
  if (telling.size > 0) return [...telling];
  return [...new Set(languages.flatMap((target) => termsOf(question, target)))];
}
