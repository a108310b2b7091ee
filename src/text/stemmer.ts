import { stemmer as stemArmenian } from '@orama/stemmers/armenian';
import { stemmer as stemLettersInBulgarian } from '@orama/stemmers/bulgarian';
import { stemmer as stemDanish } from '@orama/stemmers/danish';
import { stemmer as stemDutch } from '@orama/stemmers/dutch';
import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemFinnish } from '@orama/stemmers/finnish';
import { stemmer as stemFrench } from '@orama/stemmers/french';
import { stemmer as stemGerman } from '@orama/stemmers/german';
import { stemmer as stemGreek } from '@orama/stemmers/greek';
import { stemmer as stemHungarian } from '@orama/stemmers/hungarian';
import { stemmer as stemHindi } from '@orama/stemmers/indian';
import { stemmer as stemIndonesian } from '@orama/stemmers/indonesian';
import { stemmer as stemItalian } from '@orama/stemmers/italian';
import { stemmer as stemNorwegian } from '@orama/stemmers/norwegian';
import { stemmer as stemPortuguese } from '@orama/stemmers/portuguese';
import { stemmer as stemRomanian } from '@orama/stemmers/romanian';
import { stemmer as stemRussian } from '@orama/stemmers/russian';
import { stemmer as stemSpanish } from '@orama/stemmers/spanish';
import { stemmer as stemSwedish } from '@orama/stemmers/swedish';
import { stemmer as stemTamil } from '@orama/stemmers/tamil';
import { stemmer as stemTurkish } from '@orama/stemmers/turkish';
import { stemmer as stemUkrainian } from '@orama/stemmers/ukrainian';
import { foldAccents, foldArabic } from './fold.ts';

type Stem = (word: string) => string;

const STEMMERS: Readonly<Record<string, Stem>> = {
  ar: stemArabic,
  bg: stemBulgarian,
  cs: cutEnding,
  da: stemDanish,
  de: stemGerman,
  el: stemGreek,
  en: stemEnglish,
  es: stemSpanish,
  fa: foldArabic,
  fi: stemFinnish,
  fr: stemFrench,
  hi: stemHindi,
  hu: stemHungarian,
  hy: stemArmenian,
  id: stemIndonesian,
  it: stemItalian,
  nb: stemNorwegian,
  nl: stemDutch,
  pl: cutEnding,
  pt: stemPortuguese,
  ro: stemRomanian,
  ru: stemRussian,
  sv: stemSwedish,
  ta: stemTamil,
  tr: stemTurkish,
  uk: stemUkrainian,
  ur: foldArabic,
};

/**
 * Snowball's stemmers of these take one ending off, a plural's or a verb's, so that the French "loyers" would end as
 * "loyer" but "loyer" as "loi", and the Spanish "alquileres" as "alquiler" but "alquiler" as "alquil".
 */
const STEMMED_TWICE = new Set(['es', 'fr', 'it', 'pt', 'ro']);

const SCRIPTS: readonly [script: RegExp, languages: readonly string[], fallback: string][] = [
  [/^\p{Script=Cyrillic}/u, ['ru', 'uk', 'bg'], 'ru'],
  [/^\p{Script=Greek}/u, ['el'], 'el'],
  [/^\p{Script=Arabic}/u, ['ar', 'fa', 'ur'], 'ar'],
  [/^\p{Script=Devanagari}/u, ['hi'], 'hi'],
  [/^\p{Script=Armenian}/u, ['hy'], 'hy'],
  [/^\p{Script=Tamil}/u, ['ta'], 'ta'],
];
const OTHER_SCRIPTS = new Set(
  SCRIPTS.flatMap(([, languages]) => languages).concat('zh', 'ja', 'ko', 'th', 'he'),
);
const ARABIC = new Set(['ar', 'fa', 'ur']);
const LATIN = /^\p{Script=Latin}/u;

/**
 * The language whose stemmer a word gets: the text's own where the script fits, else the usual one of the script, so
 * that an English product name in a Chinese or Russian text is found as in an English one.
 */
function stemmingLanguage(word: string, language: string): string {
  if (LATIN.test(word)) return language === 'und' || OTHER_SCRIPTS.has(language) ? 'en' : language;
  for (const [script, languages, fallback] of SCRIPTS)
    if (script.test(word)) return languages.includes(language) ? language : fallback;
  return language;
}

/**
 * The library's Bulgarian stemmer changes letters of its argument in place and throws where that is a string: it gets an
 * array of letters, of which it uses nothing else that a string has.
 */
function stemBulgarian(word: string): string {
  const letters = Object.assign([...word], {
    substring: (start: number, end: number): string => letters.slice(start, end).join(''),
  });
  return stemLettersInBulgarian(letters as unknown as string);
}

const KEPT_LETTERS = 6;

/**
 * What stands in for a stemmer in inflected languages that the library has none for: the first letters of a word (McNamee,
 * Nicholas and Mayfield 2009). Tried on Russian, whose stemmer then is the mark: nDCG@10 on XQuAD-ru .907 with whole
 * words, .953 with six letters, .958 with five, .959 stemmed; on Romanian .936, .969, .965 and .966.
 */
function cutEnding(word: string): string {
  return [...word.normalize('NFC')].slice(0, KEPT_LETTERS).join('');
}

/**
 * Light stemming of Arabic: conjunction, article and the common suffixes are cut, as the "light10" stemmer of Larkey,
 * Ballesteros and Connell (2007) does; for search it beats stemming down to the root. Beyond that the prepositions of one
 * letter that stand most often without an article, pronouns of the third person, and the ت that ة becomes before a suffix:
 * nDCG@10 on XQuAD-ar .933 → .944 on the even-numbered half of the questions, .946 → .951 on the other.
 */
function stemArabic(word: string): string {
  const folded = foldArabic(word).replace(/^و(?=...)/u, '');
  let stem = folded.replace(/^(?:[بكف]?ال|لل)(?=..)/u, '');
  if (stem === folded) stem = stem.replace(/^[بل](?=...)/u, '');
  for (const suffix of ['هما', 'هم', 'ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي'])
    if (stem.endsWith(suffix) && stem.length - suffix.length >= 2) stem = stem.slice(0, -suffix.length);
  return stem.length > 3 ? stem.replace(/ت$/u, '') : stem;
}

/** Beyond this many words the cache starts anew: a corpus of codes and numbers must not fill the memory. */
const CACHE_WORDS = 50_000;
const caches = new Map<string, Map<string, string>>();

/** Stems and folds one word in lower case; words of the same stem are the same term. */
export function stemWord(word: string, language: string): string {
  let cache = caches.get(language);
  if (!cache || cache.size > CACHE_WORDS) caches.set(language, (cache = new Map<string, string>()));
  let stem = cache.get(word);
  if (stem === undefined) cache.set(word, (stem = computeStem(word, language)));
  return stem;
}

function computeStem(word: string, language: string): string {
  const own = stemmingLanguage(word, language);
  const stem = STEMMERS[own];
  const canStem = stem && word.length > 2 && word.length <= 40 && !/\d/.test(word);
  if (!canStem) return foldWord(word, own);
  return foldLetters((STEMMED_TWICE.has(own) ? stem(stem(word)) : stem(word)) || word, own);
}

/** Folds one word in lower case as `stemWord` does, and leaves its ending. */
export function foldWord(word: string, language: string): string {
  const own = stemmingLanguage(word, language);
  return foldLetters(ARABIC.has(own) ? foldArabic(word) : word, own);
}

function foldLetters(word: string, language: string): string {
  // Vietnamese tone marks tell words apart: without them "má", "mạ" and "ma" would be one.
  return language === 'vi' ? word.normalize('NFC') : foldAccents(word);
}
