import { questionTerms } from '../text/terms.ts';
import { fuse, type FusedHit, type FuseOptions } from './fuse.ts';
import type { LexicalIndex } from './lexical-index.ts';
import type { VectorIndex } from './vector-index.ts';

/** How many hits of each half are fused: the longer the list, the truer its worst cosine as a zero. */
const DEPTH = 200;

export interface RankRequest {
  question: string;
  /** Languages that occur in the corpus: the question's words are stemmed by each of them. */
  languages: readonly string[];
  /** Leave out to search by meaning alone. */
  lexical?: LexicalIndex;
  /** Leave out (or leave out `vector`) to search by words alone. */
  dense?: VectorIndex;
  /** The question's vector. */
  vector?: Float32Array;
  /** Only these passages. */
  accept?: (key: number) => boolean;
  /** See `FuseOptions`. */
  trustsVector?: (key: number) => boolean;
  /** Hits of each half, default 200. */
  depth?: number;
}

/** Searches with both halves and mixes what they find; best first. Either half may be missing or empty. */
export function rankPassages(request: RankRequest): FusedHit[] {
  const { question, languages, lexical, dense, vector, accept, trustsVector, depth = DEPTH } = request;
  const byWords = lexical?.search(questionTerms(question, languages), depth, accept) ?? [];
  const byMeaning = dense && vector ? dense.search(vector, depth, accept) : [];
  const options: FuseOptions = { ...(trustsVector && { trustsVector }) };
  return fuse(byMeaning, byWords, options);
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
