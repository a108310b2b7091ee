import { foldAccents, normalizeText } from './fold.ts';
import { isAskingWord, isQuestionWord } from './question.ts';
import { isStopWord, termsOf } from './terms.ts';
import { DOCUMENT_NOUNS, LIGHT } from './leaning-words.ts';

/** A word of a question, with what it says. */
export interface QuestionWord {
  /** As it is written. */
  text: string;
  lower: string;
  /** Names something: no function word, and none that only asks. */
  isTelling: boolean;
  /** Stands for the answer ("who", "how"). */
  asks: boolean;
}

const WORD = /[\p{L}\p{N}§][\p{L}\p{N}\p{M}]*(?:[-_.,'’&/][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*\*?/gu;

/** "est-elle", "y a-t-il": two words and more. */
const FRENCH_JOINT = /-(?:t-)?(?=(?:ils?|elles?|on|ce|je|nous|vous|les?|la|y|en)(?!\p{L}))/giu;

/** The words of a question in a language that puts spaces between them. */
export function questionWords(question: string, language: string): QuestionWord[] {
  const plain = normalizeText(question);
  const apart = language === 'fr' ? plain.replaceAll(FRENCH_JOINT, ' ') : plain;
  return [...apart.matchAll(WORD)].map(([text]) => {
    const lower = text.toLowerCase().replaceAll('’', "'");
    return { text, lower, isTelling: isTelling(text, lower, language), asks: isQuestionWord(lower) };
  });
}

/** Documents are named by words that only ask in a question, but they are what such a question is about. */
function isTelling(text: string, lower: string, language: string): boolean {
  if (DOCUMENT_NOUNS.has(lower)) return true;
  const folded = foldAccents(lower);
  if (isAskingWord(folded) || isQuestionWord(lower) || LIGHT.has(lower)) return false;
  const terms = termsOf(text, language);
  return terms.length > 0 && !terms.every((term) => isStopWord(term, language));
}
