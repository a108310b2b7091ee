import type { EmbeddingResult, EmbeddingRun, GenerationResult, GenerationRun, Writing } from './bench-api.ts';
import { compare, median } from './pairs.ts';

/** What pages measured that opened the engines in either order. */
export function mergeEmbedding(runs: readonly [EmbeddingRun, ...EmbeddingRun[]]): EmbeddingResult {
  const [{ taxRounds: _tax, sortedRounds: _sorted, ...shared }] = runs;
  return {
    ...shared,
    tax: compare(runs.flatMap(({ taxRounds }) => taxRounds)),
    sorted: compare(runs.flatMap(({ sortedRounds }) => sortedRounds)),
    sameVector: Math.min(...runs.map(({ sameVector }) => sameVector)),
  };
}

/** The same for generation. */
export function mergeGeneration(runs: readonly [GenerationRun, ...GenerationRun[]]): GenerationResult {
  const [{ promptTokens, tokens, pieces, engine }] = runs;
  const ours = runs.flatMap((run) => run.ours);
  const bare = runs.flatMap((run) => run.bare);
  return {
    tax: compare(runs.flatMap(({ rounds }) => rounds)),
    promptTokens,
    tokens,
    pieces,
    firstTokenMs: median(ours.map(({ firstTokenMs }) => firstTokenMs)),
    bareFirstTokenMs: median(bare.map(({ firstTokenMs }) => firstTokenMs)),
    msPerToken: perToken(ours, tokens),
    bareMsPerToken: perToken(bare, tokens),
    engine,
  };
}

function perToken(writings: readonly Writing[], tokens: number): number {
  return median(writings.map(({ ms, firstTokenMs }) => (ms - firstTokenMs) / (tokens - 1)));
}
