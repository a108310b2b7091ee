/**
 * What a corpus tells about its own searches: how strong the evidence is that turns up by chance, for what is not there.
 *
 * A few words of one of its own sentences make a question. Searched without the passage that the sentence stands in, it
 * is one that the documents do not answer, and yet one of their kind, in their words and language. That needs no labels
 * and no model: what such questions find has, in every collection and language that was measured, the distribution of
 * what real questions find whose passage is taken away.
 */
export interface Calibration {
  /** Evidence that a question of `words` words finds by chance, on average: `base + perWord / words`. */
  base: number;
  perWord: number;
  /** Evidence of the single questions, as multiples of that average, ascending. */
  spread: readonly number[];
  /** How many of the questions were in each language, by its BCP-47 tag. */
  languages: ReadonlyMap<string, number>;
  /** How far the passage that a sentence stands in rises above the fourth by its words, 0 to 1. */
  prominence: number;
  /** Similarities between a passage and the nearest of another document: what the vectors of this corpus call near. */
  nearest?: { mean: number; deviation: number };
}

/** A question made of a sentence, and what came of it. */
export interface Probe {
  /** BCP-47 tag, 'und' where it cannot be told. */
  language: string;
  /** Telling words of the question. */
  words: number;
  /** Evidence found without its own passage; see `gatherEvidence`. */
  strength: number;
  prominence: number;
  /** Similarity of its passage with the nearest of another document, where vectors say something. */
  nearest?: number;
}

/** Fewer neighbours than these do not show how much they differ. */
const FEWEST_NEIGHBOURS = 8;
/** No chance evidence is taken to be weaker: a handful of odd sentences must not make every find a sensation. */
const LEAST_CHANCE = 0.05;

/** Undefined without any probes. */
export function calibrate(probes: readonly Probe[]): Calibration | undefined {
  if (probes.length === 0) return undefined;
  const { base, perWord } = fitChance(probes);
  const spread = probes
    .map(({ words, strength }) => strength / chanceOf(base, perWord, words))
    .sort((a, b) => a - b);
  const similarities = probes.flatMap(({ nearest }) => (nearest === undefined ? [] : [nearest]));
  const deviation = deviationOf(similarities);
  const languages = new Map<string, number>();
  for (const { language } of probes) languages.set(language, (languages.get(language) ?? 0) + 1);
  return {
    base,
    perWord,
    spread,
    languages,
    prominence: meanOf(probes.map(({ prominence }) => prominence)),
    ...(similarities.length >= FEWEST_NEIGHBOURS &&
      deviation > 0 && { nearest: { mean: meanOf(similarities), deviation } }),
  };
}

/** The evidence that a share of the questions of this length do not exceed by chance. */
export function chanceEvidence({ base, perWord, spread }: Calibration, words: number, share: number): number {
  const place = share * (spread.length - 1);
  const [low = 1, high = low] = [spread[Math.floor(place)], spread[Math.ceil(place)]];
  return chanceOf(base, perWord, words) * (low + (high - low) * (place - Math.floor(place)));
}

/** How many questions tell about one in this language: what English finds in an English text says nothing of German. */
export function probesIn({ languages, spread }: Calibration, language: string): number {
  if (language === 'und') return spread.length;
  return (languages.get(language) ?? 0) + (languages.get('und') ?? 0);
}

function chanceOf(base: number, perWord: number, words: number): number {
  return Math.max(LEAST_CHANCE, base + perWord / Math.max(1, words));
}

/** Least squares over 1 / words: of few words, one passage often holds most by chance; of many, hardly any. */
function fitChance(probes: readonly Probe[]): { base: number; perWord: number } {
  const shares = probes.map(({ words }) => 1 / Math.max(1, words));
  const meanShare = meanOf(shares);
  const meanStrength = meanOf(probes.map(({ strength }) => strength));
  let covariance = 0;
  let variance = 0;
  for (const [at, { strength }] of probes.entries()) {
    const offset = (shares[at] ?? 0) - meanShare;
    covariance += offset * (strength - meanStrength);
    variance += offset * offset;
  }
  // It never gets easier with more words; where a few probes say so, it is their small number.
  const perWord = variance > 0 ? Math.max(0, covariance / variance) : 0;
  return { base: meanStrength - perWord * meanShare, perWord };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
