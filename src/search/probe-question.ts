import { UNSPACED } from '../text/cjk.ts';
import { tellingTerms } from './telling-terms.ts';

/** A sentence of fewer telling words says too little to be asked about. */
const FEWEST_WORDS = 3;
/** Questions of three to ten telling words: what people ask. */
const SIZES = 8;

const segmenters = new Map<string, Intl.Segmenter>();

/**
 * A question made of a few telling words of one of the sentences, in their order; undefined where none has enough. The
 * same seed makes the same question of the same sentences.
 */
export function probeQuestion(
  sentences: readonly string[],
  language: string,
  seed: number,
): string | undefined {
  const random = createRandom(seed);
  const candidates = sentences.flatMap((sentence) => {
    const words = tellingWords(sentence, language);
    return words.length >= FEWEST_WORDS ? [words] : [];
  });
  const words = candidates[Math.floor(random() * candidates.length)];
  if (!words) return undefined;
  const size = Math.min(words.length, FEWEST_WORDS + Math.floor(random() * SIZES));
  const chosen = words
    .map((word, at) => ({ word, at, draw: random() }))
    .sort((a, b) => a.draw - b.draw)
    .slice(0, size)
    .sort((a, b) => a.at - b.at)
    .map(({ word }) => word);
  // What is written without spaces is asked without, so that pairs of characters arise that are no words, as in questions.
  return chosen.join(chosen.every((word) => UNSPACED.test(word)) ? '' : ' ');
}

function tellingWords(sentence: string, language: string): string[] {
  return [...segmenterOf(language).segment(sentence)].flatMap(({ segment, isWordLike }) =>
    isWordLike && tellingTerms(segment, language, language).length > 0 ? [segment] : [],
  );
}

function segmenterOf(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language === 'und' ? undefined : language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  return segmenter;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32): two openings of a corpus must judge alike. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
