import { detectLanguage } from '../text/language.ts';

/** Questions that are remembered. */
const REMEMBERED = 20;

/**
 * Words from which on the language of a question in Latin letters is told surely enough: of the 1190 questions of
 * XQuAD-en none is then taken for another language, of their last four words alone 2 %.
 */
const SURE_WORDS = 4;

/** The languages of the last questions, while the corpus is open. Those whose language is not sure are left out. */
export class QuestionLanguages {
  readonly #languages: string[] = [];

  /** BCP-47 tags, the last question's at the end. */
  get languages(): readonly string[] {
    return this.#languages;
  }

  /** Tells whether the question was counted. */
  note(question: string): boolean {
    const language = detectLanguage(question);
    if (language === 'und' || !isSure(question, language)) return false;
    this.#languages.push(language);
    if (this.#languages.length > REMEMBERED) this.#languages.shift();
    return true;
  }
}

/** Most other scripts tell the language by themselves, and some of them put no space between words. */
function isSure(question: string, language: string): boolean {
  const words = question.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  return (
    words.length >= SURE_WORDS || detectLanguage(question.replace(/\p{Script=Latin}/gu, '')) === language
  );
}
