import type { RetrieveOptions } from '../api.ts';
import { judgeAnswerability } from '../search/answerability.ts';
import type { Calibration } from '../search/calibration.ts';
import type { FusedHit } from '../search/fuse.ts';
import { resolvePrefixes } from '../search/prefixes.ts';
import { profileQuestion, type QuestionProfile } from '../search/question-profile.ts';
import { draftQuotes, type QuoteDraft } from '../search/quotes.ts';
import type { Comparison } from '../search/quote-reading.ts';
import { feedbackHits, rankAgain, rankPassages, type RankRequest } from '../search/rank-passages.ts';
import { RERANKED, rerank } from '../search/rerank.ts';
import { detectLanguage } from '../text/language.ts';
import type { Confidence, PhraseMatch, Quote, Retrieval } from '../types.ts';
import type { ActiveEmbedder } from './active-embedder.ts';
import { BackgroundGate } from './background-gate.ts';
import { CorpusCalibrator } from './corpus-calibrator.ts';
import { embeddingText } from './embedding-text.ts';
import { quoteAnchor, toQuotePassage, type Found } from './found-passage.ts';
import { LapClock } from './lap-clock.ts';
import type { Indexes } from './load-indexes.ts';
import { PassageFilters } from './passage-filters.ts';
import { PassageReader } from './passage-reader.ts';
import { PhraseSearch, type PhraseRequest } from './phrase-search.ts';
import type { RerankingService } from './reranking-service.ts';
import type { TextCache } from './text-cache.ts';
import type { VectorSpace } from './vector-space.ts';
import { evidenceOfMeaning, knowsLanguagesOf, trustsVector } from './vector-trust.ts';

/** Passages that quotes are taken from and that the decision "found or not" looks at. */
const EVIDENCE = 5;

/** A question, made ready to be searched. */
interface Question {
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
interface Candidates {
  /** By the question as it was asked: what its evidence is measured on. */
  asked: FusedHit[];
  /** … with what the best passages add to the question. */
  fused: FusedHit[];
  /** … as a reranker sees it; the very list of `fused` where there is none. */
  ranked: FusedHit[];
  /** What the question has in quotation marks. */
  phrases: PhraseMatch[];
}

/** The texts of the best candidates. */
interface Evidence {
  /** Best first. */
  found: Found[];
  /** In the order of the search, whatever a reranker says. */
  nearest: Found[];
}

/** Finds what the documents say about a question: question → candidates → evidence → quotes and whether they answer. */
export class Retriever {
  /** Learns what the corpus finds by chance. */
  readonly calibrator: CorpusCalibrator;
  readonly #indexes: Indexes;
  readonly #passages: PassageReader;
  readonly #embedder: () => ActiveEmbedder;
  readonly #reranker: RerankingService | undefined;
  readonly #filters: PassageFilters;
  readonly #phrases: PhraseSearch;

  /**
   * @param embedder The one that answers now.
   * @param reranker None to leave passages in the order of the search.
   * @param gate Held while learning about the corpus has to wait.
   */
  constructor(
    indexes: Indexes,
    texts: TextCache,
    embedder: () => ActiveEmbedder,
    reranker: RerankingService | undefined,
    gate: Pick<BackgroundGate, 'released'> = new BackgroundGate(),
  ) {
    this.calibrator = new CorpusCalibrator({ indexes, texts, gate, embedder });
    this.#indexes = indexes;
    this.#passages = new PassageReader(indexes.catalogue, texts);
    this.#embedder = embedder;
    this.#reranker = reranker;
    this.#filters = new PassageFilters(indexes.catalogue);
    this.#phrases = new PhraseSearch(indexes.lexical, this.#passages);
  }

  async retrieve(text: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    const clock = new LapClock();
    const question = await this.#prepare(text, options, signal);
    signal?.throwIfAborted();
    clock.lap('embed');
    const candidates = await this.#search(question, clock, signal);
    const evidence = await this.#readEvidence(candidates, options);
    clock.lap('read');
    const named = resolvePrefixes(text, question.language, candidates.asked[0]?.matchedTerms ?? []);
    const profile = profileQuestion(named, question.language, this.#indexes.lexical);
    const draft = draftQuotes(profile, evidence.found.map(toQuotePassage));
    const comparison = await this.#compare(question, draft, signal);
    clock.lap('compare');
    const quotes = quoteFrom(draft, evidence, comparison);
    const confidence = judge(profile, question, candidates, evidence, this.calibrator.calibration);
    clock.lap('quotes');
    return {
      question: text,
      passages: evidence.found.map(({ passage }) => passage),
      quotes,
      found: confidence !== 'absent',
      confidence,
      halves: { dense: question.vector !== undefined, lexical: options.mode !== 'dense' },
      ...(candidates.phrases.length > 0 && { phrases: candidates.phrases }),
      timings: clock.laps,
    };
  }

  async #prepare(text: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Question> {
    const language = detectLanguage(text);
    // The same one to the end: another may take over meanwhile, and its vectors are no match for the question's.
    const { space, service } = this.#embedder();
    const searchesMeaning = options.mode !== 'lexical' && space.index.size > 0;
    const vector = searchesMeaning ? await service.embedQuestion(text, signal) : undefined;
    return { text, language, options, space, service, ...(vector && { vector }) };
  }

  async #search(question: Question, clock: LapClock, signal?: AbortSignal): Promise<Candidates> {
    const { request, phrases } = await this.#restrict(this.#request(question), signal);
    const asked = rankPassages(request);
    const best = feedbackHits(asked, (key) => this.#indexes.catalogue.locate(key)?.entry.record.id);
    const fused = rankAgain(request, asked, await this.#passages.locate(best));
    clock.lap('search');
    const ranked = await this.#rerank(question, fused, signal);
    if (ranked !== fused) clock.lap('rerank');
    return { asked, fused, ranked, phrases };
  }

  /** A search for meaning alone is not one for words. */
  async #restrict(request: RankRequest, signal?: AbortSignal): Promise<PhraseRequest> {
    return request.lexical ? this.#phrases.restrict(request, signal) : { request, phrases: [] };
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

  /** The likeliest sentences, compared with the question word by word; nothing where the embedder cannot. */
  async #compare(
    { language, space, vector, service }: Question,
    draft: QuoteDraft,
    signal?: AbortSignal,
  ): Promise<Comparison | undefined> {
    const knows = knowsLanguagesOf(space, language);
    const reading = vector && draft.reading((passage) => knows(passage.language));
    const matches = reading && (await service.compare(reading.words, reading.texts, signal));
    signal?.throwIfAborted();
    return matches && { reading, matches };
  }

  async #readEvidence(
    { fused, ranked }: Candidates,
    { limit = EVIDENCE }: RetrieveOptions,
  ): Promise<Evidence> {
    const depth = Math.max(limit, EVIDENCE);
    const nearest = await this.#passages.read(fused, depth);
    const found = ranked === fused ? nearest : await this.#passages.read(ranked, depth);
    return { found: found.slice(0, limit), nearest };
  }

  /** A question is searched in the words of every language that the documents speak, as each has its own stems. */
  #spokenLanguages(language: string): Set<string> {
    const languages = new Set([language]);
    for (const entry of this.#indexes.catalogue.values()) languages.add(entry.language);
    return languages;
  }
}

function quoteFrom(draft: QuoteDraft, { found }: Evidence, comparison: Comparison | undefined): Quote[] {
  return draft.choose(comparison).flatMap((quote) => {
    const source = found[quote.passage];
    return source ? [{ ...quote, anchor: quoteAnchor(source.parsed, quote) } satisfies Quote] : [];
  });
}

/** Its threshold is one for the order of the search, and a reranker's scores have no meaning of their own. */
function judge(
  profile: QuestionProfile,
  { vector, language, space }: Question,
  { asked }: Candidates,
  { nearest }: Evidence,
  calibration: Calibration | undefined,
): Confidence {
  return judgeAnswerability({
    question: profile,
    hits: asked,
    passages: nearest.map(toQuotePassage),
    ...(vector && evidenceOfMeaning(nearest, language, space)),
    ...(calibration && { calibration }),
  });
}
