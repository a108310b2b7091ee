import { UNSPACED } from './cjk.ts';
import {
  ABOUT,
  EMPTY_IT,
  INCOMPLETE,
  leaningWordsOf,
  type Leaning,
  type LeaningWords,
} from './leaning-words.ts';
import { questionWords, type QuestionWord } from './question-words.ts';
import { unspacedLeaning } from './unspaced-leaning.ts';

/** More telling words than this make a piece of a sentence that can be searched as it is. */
const FEW = 2;
/** … and a question with more of them says itself what it is about, whatever its pronouns point at. */
const MANY = 3;
/** Longer questions without a verb that we know are whole ones with a verb that we do not know. */
const SHORT = 5;

/** Join clauses: what a pronoun behind them points at may stand before them. */
const JOINTS = new Set(
  (
    'and or but when while if because that who which whose where after before as so than since until although whether ' +
    'und oder aber wenn während weil dass ob nachdem bevor als welche welcher welches obwohl damit ' +
    'et ou mais quand si que qui parce y o pero cuando porque e ma se che quando mas'
  ).split(' '),
);

/**
 * Whether a question leans on earlier ones, and how; undefined for one that stands by itself. The signs: no word that
 * names anything; a pronoun for which the question itself names nothing; an opener ("and …", "what about …") or a
 * preposition before a piece of a sentence; a predicate without a subject ("What is necessary?").
 *
 * A question that is wrongly completed finds less, one that is wrongly left alone finds what it found before: in doubt it
 * stands by itself.
 *
 * @param language BCP-47 primary tag of the question.
 */
export function leaningOf(question: string, language: string): Leaning | undefined {
  if (UNSPACED.test(question)) return unspacedLeaning(question, language);
  const lists = leaningWordsOf(language);
  const all = questionWords(question, language);
  if (all.length === 0) return undefined;
  if (ABOUT.test(all.map(({ lower }) => lower).join(' ')) && countTelling(all) <= FEW + 2) return 'question';
  const begin = all.findIndex(({ lower }) => !lists.openers.has(lower));
  const words = begin < 0 ? [] : all.slice(begin);
  const isOpened = begin !== 0;
  const isAsked = /[?？؟;]\s*$/u.test(question);
  return (
    leaningPiece(words, lists, isOpened, isAsked) ??
    (pointsBack(question, words, lists, language) ? 'subject' : undefined)
  );
}

function countTelling(words: readonly QuestionWord[]): number {
  return words.filter(({ isTelling }) => isTelling).length;
}

/** The leaning of what is too little to be a question. */
function leaningPiece(
  words: readonly QuestionWord[],
  lists: LeaningWords,
  isOpened: boolean,
  isAsked: boolean,
): Leaning | undefined {
  const telling = countTelling(words);
  const asks = words.some((word) => word.asks);
  const hasVerb = words.some(({ lower }) => lists.verbs.has(lower));
  if (telling === 0) return isOpened || isAsked || asks ? 'subject' : undefined;
  if (telling <= FEW && words.some(({ lower }) => lists.others.has(lower))) return 'subject';
  if (words.every(({ isTelling, lower }) => !isTelling || INCOMPLETE.has(lower)) && (asks || hasVerb))
    return 'subject';
  if (hasVerb) return undefined;
  if (asks)
    return telling === 1 && words.length <= (isOpened ? SHORT + 1 : SHORT) && isAsked ? 'subject' : undefined;
  if (isOpened) return telling <= FEW + 1 ? 'question' : undefined;
  const isPiece = lists.prepositions.has(words[0]?.lower ?? '');
  return isAsked && telling <= (isPiece ? FEW : 1) && words.length <= SHORT ? 'question' : undefined;
}

/** Whether a pronoun points at something that the question does not name. */
function pointsBack(
  question: string,
  words: readonly QuestionWord[],
  lists: LeaningWords,
  language: string,
): boolean {
  if (countTelling(words) > MANY) return false;
  const isEmpty = EMPTY_IT[language]?.test(words.map(({ lower }) => lower).join(' ')) ?? false;
  const commas = commaPlaces(question, words);
  return words.some((word, at) => {
    const before = words.slice(0, at);
    if (isPossessive(words, at, lists)) return countTelling(before) === 0 && !isPolite(word, at);
    if (isEmpty) return false;
    if (lists.demonstratives.has(word.lower)) return isBareDemonstrative(words, at, lists);
    if (!lists.pronouns.has(word.lower) || isPolite(word, at)) return false;
    // Other languages repeat their subject by a pronoun ("le loyer est-il dû"), or were not tried as much.
    if (!/^(?:en|de)$/.test(language)) return countTelling(before) === 0;
    const joint = Math.max(
      before.findLastIndex(({ lower }) => JOINTS.has(lower)),
      commas.findLast((place) => place <= at) ?? -1,
    );
    return joint < 0 || countTelling(before.slice(0, joint + 1)) === 0;
  });
}

/** "Her" is both. */
function isPossessive(words: readonly QuestionWord[], at: number, { possessives }: LeaningWords): boolean {
  const lower = words[at]?.lower ?? '';
  return possessives.has(lower) || (lower === 'her' && words[at + 1]?.isTelling === true);
}

/** "Sie" and "Ihr" address the reader; at the beginning nobody can tell. */
function isPolite({ text }: QuestionWord, at: number): boolean {
  return /^(?:Sie|Ihnen|Ihre?[nmr]?)$/.test(text) && at > 0;
}

/** Nothing follows that it could belong to; and it does not go on from a word before it, as in "the force that acts". */
function isBareDemonstrative(words: readonly QuestionWord[], at: number, lists: LeaningWords): boolean {
  const next = words[at + 1];
  const before = words[at - 1];
  if (before?.isTelling && next) return false;
  const word = words[at]?.lower ?? '';
  if (/^th(?:at|is|ese|ose)$/.test(word) && next && before && !before.asks && !isFunction(before, lists))
    return false;
  if (word === 'there') return !next && !lists.verbs.has(before?.lower ?? '');
  if (word === 'one' || word === 'ones') return !next || before?.lower === 'which';
  if (!next) return true;
  // Germans write their nouns with a capital: what comes before one belongs to it.
  if (words.slice(at + 1, at + 3).some(({ text }) => /^\p{Lu}/u.test(text)) && !isFunction(next, lists))
    return false;
  // "What will that cost?": what ends the question is its verb.
  if (lists.verbs.has(before?.lower ?? '') && at + 2 === words.length) return true;
  return isFunction(next, lists) || (!next.isTelling && !next.asks) || INCOMPLETE.has(next.lower);
}

function isFunction({ lower }: QuestionWord, lists: LeaningWords): boolean {
  return lists.verbs.has(lower) || lists.prepositions.has(lower) || lists.openers.has(lower);
}

/** Numbers of the words that a comma or semicolon stands before. */
function commaPlaces(question: string, words: readonly QuestionWord[]): number[] {
  const places: number[] = [];
  let from = 0;
  for (const [at, { text }] of words.entries()) {
    const start = question.indexOf(text, from);
    if (start < 0) continue;
    if (/[,;:]/.test(question.slice(from, start))) places.push(at);
    from = start + text.length;
  }
  return places;
}
