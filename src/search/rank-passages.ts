import { isStopWord, termsOf } from '../text/terms.ts';
import {
  expandQuery,
  FEEDBACK_PASSAGES,
  feedbackShare,
  mixHits,
  type FeedbackPassage,
  type Query,
} from './feedback.ts';
import { fuse, type FusedHit } from './fuse.ts';
import type { KeyFilter } from './key-bitmap.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { searchTerms } from './telling-terms.ts';
import type { VectorIndex } from './vector-index.ts';

/** How many hits of each half are fused: the longer the list, the truer its worst cosine as a zero. */
const DEPTH = 200;

export interface RankRequest {
  question: string;
  /** BCP-47 tag of the question. Default 'und'. */
  language?: string;
  /** Languages that occur in the corpus: the question's words are stemmed by each of them. */
  languages: readonly string[];
  /** Leave out to search by meaning alone. */
  lexical?: LexicalIndex;
  /** Leave out (or leave out `vector`) to search by words alone. */
  dense?: VectorIndex;
  /** The question's vector. */
  vector?: Float32Array;
  /** Only these passages. */
  accept?: KeyFilter;
  /** Of those, the ones that come before all others. */
  prefer?: KeyFilter;
  /** See `FuseOptions`. */
  trustsVector?: (key: number) => boolean;
  /** Hits of each half, default 200. */
  depth?: number;
}

/** Searches with both halves and mixes what they find; best first. Either half may be missing or empty. */
export function rankPassages(request: RankRequest): FusedHit[] {
  return search(request, queryOf(request));
}

function queryOf({ question, language = 'und', languages, vector }: RankRequest): Query {
  const terms = searchTerms(question, language, languages);
  return { terms, ...(vector && { vector }) };
}

/** A passage of a first search, for a second one. */
export interface RankedPassage {
  key: number;
  text: string;
  /** BCP-47 tag of its document. */
  language: string;
}

/** The hits that `rankAgain` needs to read: the best of each of the first documents. */
export function feedbackHits(
  hits: readonly FusedHit[],
  documentOf: (key: number) => string | undefined,
): FusedHit[] {
  const documents = new Set<string | undefined>();
  const best: FusedHit[] = [];
  for (const hit of hits) {
    if (best.length >= FEEDBACK_PASSAGES) break;
    const document = documentOf(hit.key);
    if (documents.has(document)) continue;
    documents.add(document);
    best.push(hit);
  }
  return best;
}

/**
 * Searches again with the words and vectors of the best passages added to the question's own, and mixes the result with
 * the first one, whose first hit stays first; what was clear stays as it was.
 *
 * @param hits Result of `rankPassages` for the same request.
 * @param passages Texts of `feedbackHits`.
 */
export function rankAgain(
  request: RankRequest,
  hits: readonly FusedHit[],
  passages: readonly RankedPassage[],
): FusedHit[] {
  const share = feedbackShare(hits);
  if (share === 0 || passages.length === 0) return [...hits];
  const { dense, lexical, trustsVector } = request;
  const scores = new Map(hits.map(({ key, score }) => [key, score]));
  const feedback = passages.map(({ key, text, language }): FeedbackPassage => {
    const known = trustsVector?.(key) === false ? undefined : dense?.vector(key);
    return {
      score: scores.get(key) ?? 0,
      terms: termsOf(text, language).filter((term) => !isStopWord(term, language)),
      ...(known && { vector: known }),
    };
  });
  const statistics = lexical ?? { size: 0, documentFrequency: (): number => 0 };
  const query = expandQuery(queryOf(request), feedback, statistics);
  return mixHits(hits, search(request, query), share);
}

function search({ prefer, ...request }: RankRequest, query: Query): FusedHit[] {
  if (prefer) return putFirst(search({ ...request, accept: prefer }, query), search(request, query));
  const { terms, vector } = query;
  const { lexical, dense, accept, trustsVector, depth = DEPTH } = request;
  const byWords = lexical?.search(terms, depth, accept) ?? [];
  const byMeaning = dense && vector ? dense.search(vector, depth, accept) : [];
  return fuse(byMeaning, byWords, { ...(trustsVector && { trustsVector }) });
}

function putFirst(preferred: readonly FusedHit[], all: readonly FusedHit[]): FusedHit[] {
  const keys = new Set(preferred.map(({ key }) => key));
  const best = all[0]?.score ?? 0;
  const first = preferred.map((hit) => ({ ...hit, score: hit.score + best }));
  return [...first, ...all.filter(({ key }) => !keys.has(key))];
}

/**
 * Whether vectors say something about a question and a passage: the embedder knows the languages of both. A text whose
 * language could not be told ('und': too short, code, numbers) is given the benefit of the doubt.
 *
 * @param trained Languages of the embedder's manifest; `['*']` for all.
 */
export function knowsLanguages(trained: readonly string[], ...languages: readonly string[]): boolean {
  if (trained.includes('*')) return true;
  return languages.every((language) => language === 'und' || trained.includes(language));
}
