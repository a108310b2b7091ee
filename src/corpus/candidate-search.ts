import type { RetrieveOptions } from '../api.ts';
import { asksForWorks, isBibliography, stepBack } from '../search/bibliographies.ts';
import { lead } from '../search/feedback.ts';
import type { FusedHit } from '../search/fuse.ts';
import { foundPrefixes } from '../search/prefixes.ts';
import { meantTerms } from '../search/meant-terms.ts';
import { profileQuestion, type QuestionProfile } from '../search/question-profile.ts';
import { draftQuotes } from '../search/quotes.ts';
import { feedbackHits, rankAgain, rankPassages, type RankRequest } from '../search/rank-passages.ts';
import { ranksOf, type ExaminedHit, type HalfRanks } from '../search/passage-ranks.ts';
import { RERANKED, rerank } from '../search/rerank.ts';
import { searchTerms, wordsOf } from '../search/telling-terms.ts';
import { blocksIn } from '../text/anchor.ts';
import type { PhraseMatch, Retrieval } from '../types.ts';
import type { ActiveEmbedder } from './active-embedder.ts';
import { embeddingText } from './embedding-text.ts';
import { toFound, toQuotePassage } from './found-passage.ts';
import type { LapClock } from './lap-clock.ts';
import type { Indexes } from './load-indexes.ts';
import { PassageFilters } from './passage-filters.ts';
import type { PassageReader } from './passage-reader.ts';
import { PhraseSearch, type PhraseRequest } from './phrase-search.ts';
import type { RerankingService } from './reranking-service.ts';
import type { VectorSpace } from './vector-space.ts';
import { trustsVector } from './vector-trust.ts';

/** Passages of which the one with the best sentence comes first. */
const LEADERS = 5;

/** Hits whose texts are looked at before some of them are shown. */
const READ = 10;

/** A question, made ready to be searched. */
export interface Question {
  text: string;
  /** BCP-47 tag, 'und' where it cannot be told. */
  language: string;
  options: RetrieveOptions;
  /** What the vector is compared with. */
  space: VectorSpace;
  /** Made the vector. */
  service: ActiveEmbedder['service'];
  /** Absent where words alone are searched. */
  vector?: Float32Array;
}

/** What the search found, best first. */
export interface Candidates {
  /** The question, to be compared with them. */
  profile: QuestionProfile;
  /** By the question as it was asked: what its evidence is measured on. */
  asked: FusedHit[];
  /** … with what the best passages add to the question. */
  fused: FusedHit[];
  /** … as a reranker sees it; the very list of `fused` where there is none. */
  ranked: FusedHit[];
  /** What the question has in quotation marks. */
  phrases: PhraseMatch[];
  /** The words that were looked for; empty where meaning alone is searched. */
  terms: NonNullable<Retrieval['terms']>;
  /** The beginnings of words that it asks for with a star. */
  prefixes: PhraseMatch[];
  /** See `RetrieveOptions.examine`. */
  examined: ExaminedHit[];
}

/** Ranks passages for a question: both halves, the best sentence, what the best passages add, and a reranker's order. */
export class CandidateSearch {
  readonly #indexes: Indexes;
  readonly #passages: PassageReader;
  readonly #reranker: RerankingService | undefined;
  readonly #filters: PassageFilters;
  readonly #phrases: PhraseSearch;

  constructor(indexes: Indexes, passages: PassageReader, reranker: RerankingService | undefined) {
    this.#indexes = indexes;
    this.#passages = passages;
    this.#reranker = reranker;
    this.#filters = new PassageFilters(indexes.catalogue);
    this.#phrases = new PhraseSearch(indexes.lexical, passages);
  }

  async search(question: Question, clock: LapClock, signal?: AbortSignal): Promise<Candidates> {
    const { request, phrases } = await this.#restrict(this.#request(question), signal);
    const asked = rankPassages(request);
    const { text, language } = question;
    const matched = asked.slice(0, LEADERS).flatMap(({ matchedTerms }) => matchedTerms);
    const meant = meantTerms(text, language, matched, this.#indexes.lexical);
    const profile = profileQuestion(text, language, this.#indexes.lexical, meant);
    const led = request.lexical && !request.prefer ? await this.#lead(asked, profile) : asked;
    const best = feedbackHits(led, (key) => this.#indexes.catalogue.locate(key)?.entry.record.id);
    const fused = rankAgain(request, led, await this.#passages.locate(best));
    clock.lap('search');
    const reranked = await this.#rerank(question, fused, signal);
    if (reranked !== fused) clock.lap('rerank');
    const ranked = request.prefer ? reranked : await this.#putWorksBack(reranked, text);
    const terms = request.lexical && question.options.explain ? searchedTerms(request) : [];
    const prefixes = request.lexical ? foundPrefixes(text, request.languages, asked) : [];
    const examined = this.#examine(request, ranked, question.options.examine);
    return { profile, asked, fused, ranked, phrases, terms, prefixes, examined };
  }

  /** Puts the passage first whose sentence answers best by its words: a passage may hold them all, in no sentence. */
  async #lead(hits: FusedHit[], profile: QuestionProfile): Promise<FusedHit[]> {
    const located = await this.#passages.locate(hits.slice(0, LEADERS));
    // Words of two languages are not alike by what they say.
    if (!located[0] || !isComparable(profile.language, located[0].language)) return hits;
    const passages = located.map((source) => toQuotePassage(toFound(source)));
    const [quote] = draftQuotes(profile, passages).choose(undefined, 1);
    const leader = quote && located[quote.passage];
    return leader ? lead(hits, leader.key) : hits;
  }

  /** The hits with lists of literature behind the texts themselves; the very same list where there are none. */
  async #putWorksBack(hits: FusedHit[], question: string): Promise<FusedHit[]> {
    if (asksForWorks(question)) return hits;
    const located = await this.#passages.locate(hits.slice(0, READ));
    const works = located.filter(({ parsed, start, end, text }) => {
      // A passage may begin with the heading itself, or with the end of what stands before.
      const middle = (start + end) >> 1;
      return isBibliography(blocksIn(parsed.blocks, middle, middle + 1)[0]?.headings ?? [], text);
    });
    if (works.length === 0) return hits;
    return [...stepBack(hits.slice(0, READ), new Set(works.map(({ key }) => key))), ...hits.slice(READ)];
  }

  /** A search for meaning alone is not one for words. */
  async #restrict(request: RankRequest, signal?: AbortSignal): Promise<PhraseRequest> {
    return request.lexical ? this.#phrases.restrict(request, signal) : { request, phrases: [] };
  }

  #examine(request: RankRequest, ranked: readonly FusedHit[], ids: readonly string[] = []): ExaminedHit[] {
    const keys = ids.length > 0 ? this.#indexes.catalogue.keysOfPassages(ids) : [];
    const ranks = keys.length > 0 ? ranksOf(request, keys) : new Map<number, HalfRanks>();
    return [...ranks].map(([key, why]) => {
      const at = ranked.findIndex((hit) => hit.key === key);
      const hit = { ...ranked[at], score: ranked[at]?.score ?? 0, ...why, key };
      return { hit, ...(at >= 0 && { place: at + 1 }) };
    });
  }

  #request({ text, language, options, space, vector }: Question): RankRequest {
    const { lexical, catalogue } = this.#indexes;
    const { mode } = options;
    const accept = this.#filters.accept(options);
    return {
      question: text,
      language,
      languages: [...this.#spokenLanguages(language)],
      ...(mode === 'dense' ? {} : { lexical }),
      ...(vector ? { dense: space.index, vector } : {}),
      ...(accept ? { accept } : {}),
      ...(mode === 'dense' ? {} : { trustsVector: trustsVector(catalogue, space, language) }),
    };
  }

  /** The hits in the reranker's order; the very same list where it cannot tell. */
  async #rerank({ text, language }: Question, hits: FusedHit[], signal?: AbortSignal): Promise<FusedHit[]> {
    const reranker = this.#reranker;
    if (!reranker?.knows(language)) return hits;
    const best = (await this.#passages.locate(hits.slice(0, RERANKED))).filter((source) =>
      reranker.knows(source.language),
    );
    const texts = best.map((source) => embeddingText(source.parsed, source));
    const scores = await reranker.score(text, texts, signal);
    return scores ? rerank(hits, new Map(best.map(({ key }, at) => [key, scores[at] ?? Number.NaN]))) : hits;
  }

  /** A question is searched in the words of every language that the documents speak, as each has its own stems. */
  #spokenLanguages(language: string): Set<string> {
    const languages = new Set([language]);
    for (const entry of this.#indexes.catalogue.values()) languages.add(entry.language);
    return languages;
  }
}

function searchedTerms({ question, language = 'und', languages }: RankRequest): Candidates['terms'] {
  const words = wordsOf(question).map((word) => word.replaceAll(/^[^\p{L}\p{N}§]+|[^\p{L}\p{N}*]+$/gu, ''));
  const terms = searchTerms(question, language, languages);
  return terms.map(({ term, word = -1 }) => ({ word: words[word] ?? term, term }));
}

function isComparable(question: string, passage: string): boolean {
  return question === passage || question === 'und' || passage === 'und';
}
