import type { FusedHit } from './fuse.ts';
import type { QuoteSentence } from './quote-sentences.ts';

/** Headings of lists of literature. "Reference" alone is a manual's. */
const HEADING =
  /^(?:[\p{L}\d]{1,3}(?:\.\d+)*[.)]?\s+)?(?:references|bibliography|(?:cited )?literature(?: cited)?|works cited|literatur(?:verzeichnis|angaben|hinweise)?|quellenverzeichnis|bibliographie|références(?: bibliographiques)?|bibliografía|referencias(?: bibliográficas)?|bibliografia|referências(?: bibliográficas)?|riferimenti bibliografici|literatuur(?:lijst)?|список литературы|литература|参考文献|참고 ?문헌|المراجع)\s*[:：]?$/iu;

/** A year of publication; there are several where works are listed. */
const YEAR = /(?<![\d.])(?:1[89]|20)\d\d(?!\d)/g;
const MIN_YEARS = 2;

/** Words of questions that are about works and those who wrote them. */
const ABOUT_WORKS =
  /(?<!\p{L})(?:references?|bibliograph\p{L}*|cite[sd]?|citations?|citing|literatur\p{L}*|publish\p{L}*|publications?|publizier\p{L}*|papers?|articles?|journals?|authors?|wrote|written|books?|zitier\p{L}*|quellen?|autor\p{L}*|veröffentlich\p{L}*|aufs[aä]tze?|auteurs?|ouvrages?|livres?|artícul\p{L}*|libros?|escri\p{L}*)(?!\p{L})/iu;

/**
 * Whether a text is part of a list of literature: what stands there names works on a topic, and answers nothing about it.
 *
 * @param headings Above the text, outermost first.
 */
export function isBibliography(headings: readonly string[], text: string): boolean {
  return standsInList(headings) && (text.match(YEAR)?.length ?? 0) >= MIN_YEARS;
}

/** Marks the entries of a list of literature: they name the place of an answer. */
export function markWorks(text: string, sentences: readonly QuoteSentence[]): void {
  const listed = sentences.filter(({ headings }) => standsInList(headings));
  const years = listed.flatMap(({ start, end }) => text.slice(start, end).match(YEAR) ?? []);
  if (years.length >= MIN_YEARS) for (const sentence of listed) sentence.isListing = true;
}

function standsInList(headings: readonly string[]): boolean {
  return HEADING.test(headings.at(-1)?.trim() ?? '');
}

/** Whether a question is about works and their authors, so that a list of literature may answer it. */
export function asksForWorks(question: string): boolean {
  return ABOUT_WORKS.test(question);
}

/**
 * Puts some hits behind the others, but for those with a word of the question that none of the others holds. `score`
 * belongs to the place, not to the hit, so that it falls along the new list.
 *
 * @param hits Best first.
 * @param back Keys of the hits to put back.
 */
export function stepBack(hits: readonly FusedHit[], back: ReadonlySet<number>): FusedHit[] {
  const words = new Set(hits.filter(({ key }) => !back.has(key)).flatMap(({ matchedTerms }) => matchedTerms));
  const isBack = ({ key, matchedTerms }: FusedHit): boolean =>
    back.has(key) && matchedTerms.every((term) => words.has(term));
  const order = [...hits.filter((hit) => !isBack(hit)), ...hits.filter(isBack)];
  return order.map((hit, place) => ({ ...hit, score: hits[place]?.score ?? hit.score }));
}
