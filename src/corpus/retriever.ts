import type { RetrieveOptions } from '../api.ts';
import { isAnswerable } from '../search/answerability.ts';
import type { FusedHit } from '../search/fuse.ts';
import { selectPassages } from '../search/passage-selection.ts';
import { profileQuestion } from '../search/question-profile.ts';
import { chooseQuotes } from '../search/quotes.ts';
import {
  feedbackHits,
  knowsLanguages,
  rankAgain,
  rankPassages,
  type RankedPassage,
  type RankRequest,
} from '../search/rank-passages.ts';
import { RERANKED, rerank } from '../search/rerank.ts';
import { detectLanguage } from '../text/language.ts';
import type { Quote, Retrieval } from '../types.ts';
import type { ActiveEmbedder } from './active-embedder.ts';
import { embeddingText } from './embedding-text.ts';
import { PassageFilters } from './passage-filters.ts';
import { quoteAnchor, toFound, toQuotePassage, type Found, type Located } from './found-passage.ts';
import type { Indexes } from './load-indexes.ts';
import type { RerankingService } from './reranking-service.ts';
import type { TextCache } from './text-cache.ts';
import type { VectorSpace } from './vector-space.ts';

/** Passages that quotes are taken from and that the decision "found or not" looks at. */
const EVIDENCE = 5;

/** Passages that are read for each one that is kept, as near copies are left out. */
const SPARE = 2;

/** Finds what the documents say about a question. */
export class Retriever {
  readonly #indexes: Indexes;
  readonly #texts: TextCache;
  readonly #embedder: () => ActiveEmbedder;
  readonly #reranker: RerankingService | undefined;
  readonly #filters: PassageFilters;

  /**
   * @param embedder The one that answers now.
   * @param reranker None to leave passages in the order of the search.
   */
  constructor(
    indexes: Indexes,
    texts: TextCache,
    embedder: () => ActiveEmbedder,
    reranker: RerankingService | undefined,
  ) {
    this.#indexes = indexes;
    this.#texts = texts;
    this.#embedder = embedder;
    this.#reranker = reranker;
    this.#filters = new PassageFilters(indexes.catalogue);
  }

  async retrieve(question: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    const { limit = EVIDENCE, mode = 'hybrid' } = options;
    const clock = new Clock();
    const language = detectLanguage(question);
    // The same one to the end: another may take over meanwhile, and its vectors are no match for the question's.
    const embedder = this.#embedder();
    const vector = mode === 'lexical' ? undefined : await embedQuestion(embedder, question, signal);
    signal?.throwIfAborted();
    clock.lap('embed');
    const request = this.#request(question, language, options, embedder.space, vector);
    const first = rankPassages(request);
    const fused = rankAgain(request, first, await this.#readFeedback(first));
    clock.lap('search');
    const hits = await this.#rerank(request, fused, clock, signal);
    const depth = Math.max(limit, EVIDENCE);
    const found = await this.#read(hits, depth);
    const nearest = hits === fused ? found : await this.#read(fused, depth);
    clock.lap('read');
    const profile = profileQuestion(question, language, this.#indexes.lexical);
    const quotes = chooseQuotes(profile, found.map(toQuotePassage));
    // Its threshold is one for the order of the search, and a reranker's scores have no meaning of their own.
    const isFound = isAnswerable({
      question: profile,
      hits: first,
      passages: nearest.map(toQuotePassage),
      ...(vector && evidenceOfMeaning(nearest, language, embedder)),
    });
    clock.lap('quotes');
    return {
      question,
      passages: found.slice(0, limit).map(({ passage }) => passage),
      quotes: quotes.flatMap((quote) => {
        const source = found[quote.passage];
        return source ? [{ ...quote, anchor: quoteAnchor(source.parsed, quote) } satisfies Quote] : [];
      }),
      found: isFound,
      halves: { dense: vector !== undefined, lexical: mode !== 'dense' },
      timings: clock.laps,
    };
  }

  #request(
    question: string,
    language: string,
    options: RetrieveOptions,
    space: VectorSpace,
    vector: Float32Array | undefined,
  ): RankRequest {
    const { lexical } = this.#indexes;
    const { mode } = options;
    const accept = this.#filters.accept(options);
    return {
      question,
      language,
      languages: [...this.#spokenLanguages(language)],
      ...(mode === 'dense' ? {} : { lexical }),
      ...(vector ? { dense: space.index, vector } : {}),
      ...(accept ? { accept } : {}),
      trustsVector: (key) => mode === 'dense' || this.#trusts(key, language, space),
    };
  }

  /** The hits in the reranker's order; the very same list where it cannot tell. */
  async #rerank(
    { question, language = 'und' }: RankRequest,
    hits: FusedHit[],
    clock: Clock,
    signal: AbortSignal | undefined,
  ): Promise<FusedHit[]> {
    const reranker = this.#reranker;
    if (!reranker?.knows(language)) return hits;
    const best = (await this.#locate(hits.slice(0, RERANKED))).filter((source) =>
      reranker.knows(source.language),
    );
    const texts = best.map((source) => embeddingText(source.parsed, source));
    const scores = await reranker.score(question, texts, signal);
    clock.lap('rerank');
    return scores ? rerank(hits, new Map(best.map(({ key }, at) => [key, scores[at] ?? Number.NaN]))) : hits;
  }

  /** The texts of the best passages, whose words the second search adds to the question's. */
  async #readFeedback(hits: readonly FusedHit[]): Promise<RankedPassage[]> {
    const { catalogue } = this.#indexes;
    const best = feedbackHits(hits, (key) => catalogue.locate(key)?.entry.record.id);
    return this.#locate(best);
  }

  /** A question is searched in the words of every language that the documents speak, as each has its own stems. */
  #spokenLanguages(language: string): Set<string> {
    const languages = new Set([language]);
    for (const entry of this.#indexes.catalogue.values()) languages.add(entry.language);
    return languages;
  }

  /** A vector means something where it exists and the embedder knows the languages of question and passage. */
  #trusts(key: number, questionLanguage: string, { index, manifest }: VectorSpace): boolean {
    const entry = this.#indexes.catalogue.locate(key)?.entry;
    const trained = manifest.embedder?.languages ?? ['*'];
    return entry !== undefined && index.has(key) && knowsLanguages(trained, questionLanguage, entry.language);
  }

  async #read(ranked: readonly FusedHit[], limit: number): Promise<Found[]> {
    const located = await this.#locate(ranked.slice(0, limit * SPARE));
    return selectPassages(located, { limit }).map(toFound);
  }

  /** The passages of some hits with their texts; those of a document that was removed meanwhile are left out. */
  async #locate(hits: readonly FusedHit[]): Promise<Located[]> {
    const located = hits.map(async (hit) => {
      const { entry, ordinal } = this.#indexes.catalogue.locate(hit.key) ?? {};
      const parsed = entry && (await this.#texts.get(entry.record.id));
      const span = entry?.spans[ordinal ?? 0];
      if (!entry || ordinal === undefined || !parsed || !span) return [];
      const { start, end } = span;
      const { record, language } = entry;
      const text = parsed.text.slice(start, end);
      const found = { hit, key: hit.key, record, ordinal, parsed, language };
      return [{ ...found, documentId: record.id, text, start, end, context: span.context }];
    });
    return (await Promise.all(located)).flat();
  }
}

async function embedQuestion(
  { space, service }: ActiveEmbedder,
  question: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> {
  return space.index.size > 0 ? service.embedQuestion(question, signal) : undefined;
}

/** What the vectors say for the answer being there. */
function evidenceOfMeaning(
  found: readonly Found[],
  language: string,
  { space }: ActiveEmbedder,
): { hasMeaning: boolean; crossesLanguages: boolean } {
  const trained = space.manifest.embedder?.languages ?? ['*'];
  return {
    hasMeaning: found.some((source) => knowsLanguages(trained, language, source.language)),
    crossesLanguages: crossLanguages(found[0], language, trained),
  };
}

/** Whether a passage was found by its meaning, as its words are of another language than the question's. */
function crossLanguages(found: Found | undefined, language: string, trained: readonly string[]): boolean {
  if (found?.passage.why.denseRank !== 1 || [language, found.language].includes('und')) return false;
  return found.language !== language && knowsLanguages(trained, language, found.language);
}

/** Milliseconds between laps. */
class Clock {
  readonly laps: Record<string, number> = {};
  #last = performance.now();

  lap(name: string): void {
    const now = performance.now();
    this.laps[name] = now - this.#last;
    this.#last = now;
  }
}
