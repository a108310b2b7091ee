import { KeyBitmap } from '../search/key-bitmap.ts';
import type { LexicalIndex } from '../search/lexical-index.ts';
import {
  asksBeyondPhrases,
  holdsPhrase,
  phraseCandidates,
  quotedPhrases,
  type QuotedPhrase,
} from '../search/phrases.ts';
import type { RankRequest } from '../search/rank-passages.ts';
import type { PhraseMatch } from '../types.ts';
import type { PassageReader } from './passage-reader.ts';

/** Passages that are read for a phrase at most: its words may be common ones that stand together nowhere. */
const MOST_READ = 1000;
/** Passages that are read at a time. */
const BATCH = 100;
/** Passages with the phrase that are enough: a search fuses no more of each half. */
const ENOUGH = 200;

/** A search with what its quoted phrases leave of the passages. */
export interface PhraseRequest {
  request: RankRequest;
  phrases: PhraseMatch[];
}

/**
 * Finds the passages that hold what a question has in quotation marks. The word index knows which passages hold the words;
 * that they stand together is read in the text. A phrase that goes over the edge of a passage is missed.
 */
export class PhraseSearch {
  readonly #lexical: LexicalIndex;
  readonly #passages: PassageReader;

  constructor(lexical: LexicalIndex, passages: PassageReader) {
    this.#lexical = lexical;
    this.#passages = passages;
  }

  /**
   * The search for passages that hold all phrases, or where none does, that hold one of them. A question that asks for
   * nothing else finds only these; of another one they come first, as its marks may stand around a title that the text
   * spells otherwise: of 190 questions of XQuAD with marks, in twelve languages, twelve would lose their answer. Where
   * no passage holds a phrase, the search is as it was.
   */
  async restrict(request: RankRequest, signal?: AbortSignal): Promise<PhraseRequest> {
    const phrases = quotedPhrases(request.question);
    const together = await this.#holders(phrases, request, signal);
    if (together.length > 0) return among(together, request, phrases, () => true);
    const apart = new Map<QuotedPhrase, number[]>();
    if (phrases.length > 1)
      for (const phrase of phrases) apart.set(phrase, await this.#holders([phrase], request, signal));
    return among([...apart.values()].flat(), request, phrases, (phrase) =>
      Boolean(apart.get(phrase)?.length),
    );
  }

  async #holders(
    phrases: readonly QuotedPhrase[],
    { languages, accept }: RankRequest,
    signal?: AbortSignal,
  ): Promise<number[]> {
    if (phrases.length === 0) return [];
    const candidates = phraseCandidates(this.#lexical, phrases, languages, MOST_READ, accept);
    const holders: number[] = [];
    for (let at = 0; at < candidates.length && holders.length < ENOUGH; at += BATCH) {
      signal?.throwIfAborted();
      // By key, the passages of a document follow each other, so that it is read once.
      const batch = candidates.slice(at, at + BATCH).sort((a, b) => a - b);
      const hits = batch.map((key) => ({ key, score: 0, matchedTerms: [] }));
      for (const { key, text, context } of await this.#passages.locate(hits))
        if (phrases.every((phrase) => [text, context].some((part) => holdsPhrase(part, phrase))))
          holders.push(key);
    }
    return holders;
  }
}

function among(
  keys: readonly number[],
  request: RankRequest,
  phrases: readonly QuotedPhrase[],
  isFound: (phrase: QuotedPhrase) => boolean,
): PhraseRequest {
  const { question, language = 'und', languages } = request;
  const role = asksBeyondPhrases(question, [language, ...languages]) ? 'prefer' : 'accept';
  return {
    request: { ...request, ...(keys.length > 0 && { [role]: KeyBitmap.of(keys) }) },
    phrases: phrases.map((phrase) => ({ text: phrase.text, found: isFound(phrase) })),
  };
}
