import type { RetrieveOptions } from '../api.ts';
import { judgeAnswerability } from '../search/answerability.ts';
import { nearCoverage } from '../search/near-coverage.ts';
import { draftQuotes, type QuoteDraft } from '../search/quotes.ts';
import type { Comparison } from '../search/quote-reading.ts';
import { detectLanguage } from '../text/language.ts';
import type { Confidence, DroppedPassage, Quote, Retrieval } from '../types.ts';
import type { ActiveEmbedder } from './active-embedder.ts';
import { BackgroundGate } from './background-gate.ts';
import { CandidateSearch, type Candidates, type Question } from './candidate-search.ts';
import { CorpusCalibrator } from './corpus-calibrator.ts';
import { quoteAnchor, toQuotePassage, type Found } from './found-passage.ts';
import { LapClock } from './lap-clock.ts';
import type { Indexes } from './load-indexes.ts';
import { PassageReader } from './passage-reader.ts';
import type { RerankingService } from './reranking-service.ts';
import type { TextCache } from './text-cache.ts';
import { evidenceOfMeaning, knowsLanguagesOf } from './vector-trust.ts';

/** Passages that quotes are taken from and that the decision "found or not" looks at. */
const EVIDENCE = 5;

/** The texts of the best candidates. */
interface Evidence {
  /** Best first. */
  found: Found[];
  /** In the order of the search, whatever a reranker says. */
  nearest: Found[];
  /** Left out of `found`. */
  dropped: DroppedPassage[];
}

/** Finds what the documents say about a question: question → candidates → evidence → quotes and whether they answer. */
export class Retriever {
  /** Learns what the corpus finds by chance. */
  readonly calibrator: CorpusCalibrator;
  readonly #passages: PassageReader;
  readonly #embedder: () => ActiveEmbedder;
  readonly #candidates: CandidateSearch;

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
    this.#passages = new PassageReader(indexes.catalogue, texts);
    this.#embedder = embedder;
    this.#candidates = new CandidateSearch(indexes, this.#passages, reranker);
  }

  async retrieve(text: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    const clock = new LapClock();
    const question = await this.#prepare(text, options, signal);
    signal?.throwIfAborted();
    clock.lap('embed');
    const candidates = await this.#candidates.search(question, clock, signal);
    const evidence = await this.#readEvidence(candidates, question);
    clock.lap('read');
    const { profile } = candidates;
    const draft = draftQuotes(profile, evidence.found.map(toQuotePassage));
    const comparison = await this.#compare(question, draft, signal);
    clock.lap('compare');
    const quotes = quoteFrom(draft, evidence, comparison);
    const confidence = this.#judge(question, candidates, evidence, comparison);
    clock.lap('quotes');
    return {
      question: text,
      passages: evidence.found.map(({ passage }) => passage),
      ...(options.explain && { dropped: evidence.dropped, terms: candidates.terms }),
      ...(options.examine && { examined: await this.#passages.examine(candidates.examined) }),
      quotes,
      found: confidence !== 'absent',
      confidence,
      halves: { dense: question.vector !== undefined, lexical: options.mode !== 'dense' },
      ...(candidates.phrases.length > 0 && { phrases: candidates.phrases }),
      ...(candidates.prefixes.length > 0 && { prefixes: candidates.prefixes }),
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

  async #readEvidence({ fused, ranked }: Candidates, { options, space }: Question): Promise<Evidence> {
    const { limit = EVIDENCE } = options;
    const { found, dropped } = await this.#passages.choose(ranked, limit, options, space.index);
    const isPlain = ranked === fused && options.perDocument === undefined && !options.diversity;
    const nearest =
      isPlain && limit >= EVIDENCE ? found : await this.#passages.read(fused, Math.max(limit, EVIDENCE));
    return { found, nearest, dropped };
  }

  /** Its threshold is one for the order of the search, and a reranker's scores have no meaning of their own. */
  #judge(
    { vector, language, space }: Question,
    { asked, profile }: Candidates,
    { nearest }: Evidence,
    comparison: Comparison | undefined,
  ): Confidence {
    const { calibration } = this.calibrator;
    const covered = comparison && nearCoverage(profile, comparison);
    return judgeAnswerability({
      question: profile,
      hits: asked,
      passages: nearest.map(toQuotePassage),
      ...(vector && evidenceOfMeaning(nearest, language, space)),
      ...(calibration && { calibration }),
      ...(covered !== undefined && { nearCoverage: covered }),
    });
  }
}

function quoteFrom(draft: QuoteDraft, { found }: Evidence, comparison: Comparison | undefined): Quote[] {
  return draft.choose(comparison).flatMap((quote) => {
    const source = found[quote.passage];
    return source ? [{ ...quote, anchor: quoteAnchor(source.parsed, quote) } satisfies Quote] : [];
  });
}
