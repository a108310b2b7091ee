import { UNSPACED } from './cjk.ts';
import { normalizeText } from './fold.ts';
import { detectLanguage } from './language.ts';
import { leaningOf } from './leaning.ts';
import { answerKindOf } from './question.ts';
import { questionWords } from './question-words.ts';
import { termsOf } from './terms.ts';
import type { EarlierTurn } from '../answer-types.ts';

/** Earlier turns that are looked at; people lean on what they remember. */
const MEMORY = 6;
/** Words that are added at most: more would outweigh the person's own. */
const MAX_ADDED = 8;
/** Words of a name in an answer. */
const NAME = /\p{Lu}[\p{L}\p{M}'’-]+(?: (?:(?:van|von|de|da|of|the|der|di) )*\p{Lu}[\p{L}\p{M}'’.-]+)*/gu;
/** Point at people, whom an earlier question may have asked for. */
const PEOPLE =
  /(?<!\p{L})(?:he|him|his|she|her|hers|they|them|their|er|ihn|ihm|sie|ihr|il|elle|ils|elles|lui|él|ella|ellos|ellas|lei|loro|ele|ela|eles|hij|hem|он|она|они|его|её|их)(?!\p{L})/iu;

/**
 * A question that leans on earlier ones, completed for the search without a model: a question about something named before gets its
 * telling words in front ("deposit: And when do we get it back?"), one that repeats the earlier question for another
 * subject gets that question in front ("How high is the rent? And for the garage?"). All of the person's own words stay.
 * Undefined when the question stands by itself, or when nothing can be added.
 *
 * Languages without spaces get the whole earlier question in front either way. See `leaningOf` for what counts as leaning.
 *
 * @param previous Earlier turns, oldest first, as they were asked.
 */
export function completeQuestion(question: string, previous: readonly EarlierTurn[]): string | undefined {
  const turns = previous.slice(-MEMORY);
  const last = turns.at(-1);
  if (!last || question.trim() === '') return undefined;
  const language = languageOf(question, turns);
  const leaning = leaningOf(question, language);
  if (!leaning) return undefined;
  if (leaning === 'question' || UNSPACED.test(question)) {
    const asked = askedBefore(turns);
    return asked === undefined ? undefined : `${asked} ${question.trim()}`;
  }
  const added = withoutThoseOf(question, language, subjectOf(turns, PEOPLE.test(question)));
  return added.length > 0 ? `${added.slice(0, MAX_ADDED).join(' ')}: ${question.trim()}` : undefined;
}

/**
 * Tells texts that hold what a question names instead of what was asked before ("And what about pets?": "pets"). Undefined
 * for questions that lean in another way, or not at all.
 *
 * @param previous Earlier turns, oldest first, as they were asked.
 */
export function subjectFinder(
  question: string,
  previous: readonly EarlierTurn[],
): ((text: string) => boolean) | undefined {
  const turns = previous.slice(-MEMORY);
  const language = languageOf(question, turns);
  if (turns.length === 0 || leaningOf(question, language) !== 'question') return undefined;
  const asked = new Set(turns.flatMap((turn) => termsOf(turn.question, language)));
  const named = questionWords(question, language)
    .filter(({ isTelling }) => isTelling)
    .flatMap(({ text }) => termsOf(text, language))
    .filter((term) => !asked.has(term));
  if (named.length === 0) return undefined;
  return (text) => termsOf(text, language).some((term) => named.includes(term));
}

/** A question of one word hardly shows its language; the conversation does. */
function languageOf(question: string, turns: readonly EarlierTurn[]): string {
  const language = detectLanguage(question);
  const conversation = detectLanguage(turns.map((turn) => turn.question).join('\n'));
  const isShort = question.trim().split(/\s+/).length <= 3 && !UNSPACED.test(question);
  if (conversation === 'und' || (language !== 'und' && !isShort)) return language;
  // Of two languages, the one in which the question leans.
  return leaningOf(question, conversation) || language === 'und' ? conversation : language;
}

/** The last question that asks for itself, completed, without marks that would restrict the search. */
function askedBefore(turns: readonly EarlierTurn[]): string | undefined {
  for (let at = turns.length - 1; at >= 0; at--) {
    const { question } = turns[at] ?? { question: '' };
    const before = turns.slice(0, at);
    if (leaningOf(question, languageOf(question, before)) === 'question' && at > 0) continue;
    const asked = completeQuestion(question, before) ?? question;
    const plain = normalizeText(asked)
      .replaceAll(/["“”„«»]/gu, '')
      .trim();
    if (plain === '') continue;
    return /[.?!？。؟;]$/u.test(plain) ? plain : `${plain}?`;
  }
  return undefined;
}

/** What the conversation is about: the telling words of the last question, and of what that leans on itself. */
function subjectOf(turns: readonly EarlierTurn[], isPerson: boolean): string[] {
  const last = turns.at(-1);
  if (!last) return [];
  const before = turns.slice(0, -1);
  const language = languageOf(last.question, before);
  const own = questionWords(last.question, language)
    .filter(({ isTelling }) => isTelling)
    .map(({ text }) => text);
  const named = isPerson && answerKindOf(last.question) === 'person' ? namesIn(last) : [];
  const leaning = before.length > 0 ? leaningOf(last.question, language) : undefined;
  const goesOn = leaning === 'subject' || (leaning === 'question' && own.length === 0);
  return [...named, ...own, ...(goesOn ? subjectOf(before, isPerson) : [])];
}

/** The first name of an answer that its question does not hold: whom it asked for. */
function namesIn({ question, answer = '' }: EarlierTurn): string[] {
  const asked = new Set(termsOf(question));
  for (const [name] of answer.matchAll(NAME)) {
    const isNew = termsOf(name).every((term) => !asked.has(term));
    const isName = name.includes(' ') || !new RegExp(`(?:^|[.!?]\\s+)${name}`, 'u').test(answer);
    if (isNew && isName) return name.split(' ');
  }
  return [];
}

/** Each word once, and none that the question has. */
function withoutThoseOf(question: string, language: string, words: readonly string[]): string[] {
  const known = new Set(termsOf(question, language));
  return words.filter((word) => {
    const terms = termsOf(word, language);
    const isNew = terms.some((term) => !known.has(term));
    for (const term of terms) known.add(term);
    return isNew;
  });
}
