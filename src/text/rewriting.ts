import { foldAccents } from './fold.ts';
import { detectLanguage } from './language.ts';
import { isAskingWord } from './question.ts';
import { questionWords } from './question-words.ts';
import { isStopWord, termsOf } from './terms.ts';
import type { EarlierTurn } from '../answer-types.ts';

const ASKS = /[?？؟;]$/u;

/** A rewriting that is so many times as long as all it is made of has more in it than that. */
const LONGEST = 1.2;

/**
 * What of a model's rewriting of a follow-up question can be searched in its place: one line that keeps the question's
 * telling words and question words, adds words of the conversation and no others, and is not an earlier question again.
 * Undefined where it is anything else.
 *
 * @param previous Earlier turns, oldest first: what the model was shown.
 */
export function acceptRewriting(
  written: string,
  question: string,
  previous: readonly EarlierTurn[],
): string | undefined {
  const line = written.trim().split('\n', 1)[0] ?? '';
  const text = line
    .replace(/^(?:(?:rewritten |complete )?question|answer):\s*/i, '')
    .replaceAll(/^["“]|["”]$/g, '')
    .trim();
  if (text === '' || text.split(/\s+/).length < 2) return undefined;
  // What asks no longer is an answer.
  if (ASKS.test(question.trim()) && !ASKS.test(text)) return undefined;
  const said = previous.flatMap((turn) => [turn.question, turn.answer ?? '']).join('\n');
  if (
    text.length >
    LONGEST * (question.length + Math.max(...previous.map((turn) => turn.question.length)) + 20)
  )
    return undefined;
  const language = detectLanguage(`${question}\n${said}`);
  const terms = new Set(termsOf(text, language));
  if (!keepsWords(question, text, terms, language)) return undefined;
  const known = new Set(termsOf(`${question}\n${said}`, language));
  const isPlain = (term: string): boolean => isStopWord(term, language) || isAskingWord(foldAccents(term));
  if ([...terms].some((term) => !known.has(term) && !isPlain(term))) return undefined;
  const own = new Set(termsOf(question, language));
  if (![...terms].some((term) => !own.has(term) && !isPlain(term))) return undefined;
  return previous.some((turn) => isSameQuestion(turn.question, terms, language)) ? undefined : text;
}

function keepsWords(question: string, text: string, terms: ReadonlySet<string>, language: string): boolean {
  const written = new Set(questionWords(text, language).map(({ lower }) => lower));
  return questionWords(question, language).every(
    (word) =>
      (!word.asks || written.has(word.lower)) &&
      (!word.isTelling || termsOf(word.text, language).some((term) => terms.has(term))),
  );
}

function isSameQuestion(earlier: string, terms: ReadonlySet<string>, language: string): boolean {
  const known = new Set(termsOf(earlier, language));
  return [...terms].every((term) => known.has(term));
}
