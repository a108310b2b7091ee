import { gatherEvidence } from '../search/answerability.ts';
import { calibrate, type Calibration, type Probe } from '../search/calibration.ts';
import { selectPassages } from '../search/passage-selection.ts';
import { probeQuestion } from '../search/probe-question.ts';
import { profileQuestion } from '../search/question-profile.ts';
import { quoteSentences } from '../search/quote-sentences.ts';
import { knowsLanguages, rankPassages } from '../search/rank-passages.ts';
import { searchTerms } from '../search/telling-terms.ts';
import type { ActiveEmbedder } from './active-embedder.ts';
import type { BackgroundGate } from './background-gate.ts';
import { BackgroundLoop } from './background-loop.ts';
import { toQuotePassage, type Found, type Located } from './found-passage.ts';
import type { Indexes } from './load-indexes.ts';
import { PassageReader } from './passage-reader.ts';
import type { TextCache } from './text-cache.ts';
import type { VectorSpace } from './vector-space.ts';
import { trustsVector } from './vector-trust.ts';

export interface CorpusCalibratorParts {
  indexes: Indexes;
  texts: TextCache;
  /** Asked before each probe. */
  gate: Pick<BackgroundGate, 'released'>;
  /** The one whose vectors are searched now. */
  embedder: () => Pick<ActiveEmbedder, 'space'>;
}

/** Questions that a corpus is asked about itself: what they say then varies by about .03 in the share of refusals. */
const PROBES = 100;
/** Passages of a probe whose evidence is gathered. */
const DEPTH = 3;
/** By how much a corpus must have changed to be asked again: seconds of work in each hour of embedding. */
const CHANGED = 1.2;

/** Learns in the background what evidence a corpus shows for what is not in it. */
export class CorpusCalibrator {
  readonly #parts: CorpusCalibratorParts;
  readonly #passages: PassageReader;
  // After a failure the next change asks again; until then what was known holds.
  readonly #loop: BackgroundLoop = new BackgroundLoop((signal) => this.#learn(signal));
  #known: { fingerprint: string; size: number; calibration: Calibration | undefined } | undefined;

  constructor(parts: CorpusCalibratorParts) {
    this.#parts = parts;
    this.#passages = new PassageReader(parts.indexes.catalogue, parts.texts);
  }

  /** What is known; nothing until it was learnt for the vectors that are searched now. */
  get calibration(): Calibration | undefined {
    return this.#known?.fingerprint === this.#parts.embedder().space.fingerprint
      ? this.#known.calibration
      : undefined;
  }

  /** Learns anew where the corpus changed by much: call it whenever something was stored or removed. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when nothing is being learnt. */
  idle(): Promise<void> {
    return this.#loop.idle();
  }

  /** Stops; waits for a probe under way. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  async #learn(signal: AbortSignal): Promise<void> {
    const space = this.#parts.embedder().space;
    const size = this.#parts.indexes.lexical.size + space.index.size;
    if (!this.#hasChanged(space.fingerprint, size)) return;
    const probes: Probe[] = [];
    for (const [at, key] of this.#sampleKeys().entries()) {
      await this.#parts.gate.released(signal);
      signal.throwIfAborted();
      probes.push(...(await this.#probe(key, at, space)));
    }
    this.#known = { fingerprint: space.fingerprint, size, calibration: calibrate(probes) };
  }

  #hasChanged(fingerprint: string, size: number): boolean {
    if (this.#known?.fingerprint !== fingerprint) return true;
    const ratio = (size + 1) / (this.#known.size + 1);
    return Math.max(ratio, 1 / ratio) >= CHANGED;
  }

  /** Passages at equal distances, in the order of their keys; several probes of each in a small corpus. */
  #sampleKeys(): number[] {
    const entries = [...this.#parts.indexes.catalogue.values()];
    entries.sort((a, b) => a.record.firstKey - b.record.firstKey);
    const total = entries.reduce((sum, { spans }) => sum + spans.length, 0);
    const keys: number[] = [];
    let passed = 0;
    for (const { record, spans } of entries) {
      while (keys.length < PROBES) {
        const ordinal = Math.floor((keys.length * total) / PROBES) - passed;
        if (ordinal >= spans.length) break;
        keys.push(record.firstKey + ordinal);
      }
      passed += spans.length;
    }
    return keys;
  }

  async #probe(key: number, seed: number, space: VectorSpace): Promise<Probe[]> {
    const { indexes } = this.#parts;
    const [own] = await this.#passages.locate([{ key, score: 0, matchedTerms: [] }]);
    const text = own && probeQuestion(sentencesOf(own), own.language, seed);
    if (!own || !text) return [];
    const { language } = own;
    const languages = [...new Set([...indexes.catalogue.values()].map((entry) => entry.language))];
    const isTrusted = knowsLanguages(space.manifest.embedder?.languages ?? ['*'], language);
    const vector = isTrusted ? space.index.vector(key) : undefined;
    const isElsewhere = this.#isElsewhere(own);
    const hits = rankPassages({
      question: text,
      language,
      languages,
      lexical: indexes.lexical,
      // No vector of the question is made: its passage's own stands for it, as near to what it is about.
      ...(vector && { dense: space.index, vector }),
      // Its neighbours share a sentence with it.
      accept: (other) => Math.abs(other - key) > 1 || isElsewhere(other),
      trustsVector: trustsVector(indexes.catalogue, space, language),
    });
    const found = await this.#passages.read(hits, DEPTH);
    if (hasCopy(own, found)) return [];
    const best = found.map(toQuotePassage);
    const question = profileQuestion(text, language, indexes.lexical);
    const { strength, words, comparable } = gatherEvidence(question, hits, best);
    // The only document of its language shows what another language shows: nothing.
    if (!comparable) return [];
    const nearest = vector && space.index.search(vector, 1, isElsewhere)[0]?.score;
    return [
      {
        language,
        words,
        strength,
        prominence: this.#prominence(text, language, languages),
        ...(nearest !== undefined && { nearest }),
      },
    ];
  }

  /** Whether a passage is of another document. */
  #isElsewhere({ record }: Located): (key: number) => boolean {
    const count = this.#parts.indexes.catalogue.get(record.id)?.spans.length ?? 0;
    return (key) => key < record.firstKey || key >= record.firstKey + count;
  }

  /** How far the first passage stands out from the fourth where the sentence's own one takes part. */
  #prominence(text: string, language: string, languages: readonly string[]): number {
    const hits = this.#parts.indexes.lexical.search(searchTerms(text, language, languages), DEPTH + 1);
    const best = hits[0]?.score ?? 0;
    return best > 0 ? 1 - (hits[DEPTH]?.score ?? 0) / best : 0;
  }
}

/** What stands in a copy or another version of its document is not missing. */
function hasCopy(own: Located, found: readonly Found[]): boolean {
  const all = [own, ...found.map(({ passage }) => passage)];
  return selectPassages(all, { limit: all.length }).length < all.length;
}

function sentencesOf({ parsed, start, end, language }: Located): string[] {
  return quoteSentences(parsed.text, parsed.blocks, { start, end }, language)
    .filter(({ inside }) => inside)
    .map((sentence) => parsed.text.slice(sentence.start, sentence.end));
}
