import type { WrittenAnswer } from './ask-in-page.ts';
import type { Collection } from './beir.ts';
import { containsAnswer } from './ranking-scores.ts';

export interface WrittenScores {
  /** Share of the answered questions whose written answer holds a gold answer. */
  writtenHit: number;
  /** Share of the same questions whose quotes, three at most, hold it. */
  quotesHit: number;
  /** Share of the model's sentences whose words are in the sources it was given. */
  supported: number;
  /** The same of the quotes, which are verbatim. */
  quotesSupported: 1;
  /** Share of answers that were not shown, as the model wrote no answer. */
  withdrawn: number;
  /** Share of questions at which the model said that it does not know. */
  declined: number;
  tokensPerSecond: number;
  firstTokenMs: number;
  written: number;
  engine: string;
}

/** One question with what the quotes and the model say to it. */
export interface WrittenResult {
  query: string;
  quotes: readonly string[];
  written: WrittenAnswer;
}

/** Scores what a model wrote, beside the quotes for the same questions. */
export function scoreWritten(
  { answers }: Collection,
  results: readonly WrittenResult[],
  engine: string,
): WrittenScores {
  const goldOf = (query: string): readonly string[] => answers?.get(query)?.texts ?? [];
  const byModel = results.filter(({ written }) => written.isByModel);
  const sentences = byModel.flatMap(({ written }) => (written.withdrawn ? [] : written.sentences));
  return {
    writtenHit: share(
      byModel,
      ({ query, written }) => !written.withdrawn && containsAnswer(written.text, goldOf(query)),
    ),
    quotesHit: share(byModel, ({ query, quotes }) =>
      quotes.slice(0, 3).some((quote) => containsAnswer(quote, goldOf(query))),
    ),
    supported: share(sentences, ({ marks }) => marks.length > 0),
    quotesSupported: 1,
    withdrawn: share(byModel, ({ written }) => written.withdrawn !== undefined),
    declined: share(byModel, ({ written }) => written.refused),
    tokensPerSecond: median(byModel.flatMap(({ written }) => written.tokensPerSecond ?? [])),
    firstTokenMs: median(byModel.flatMap(({ written }) => written.firstTokenMs ?? [])),
    written: byModel.length,
    engine,
  };
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return round(items.filter(holds).length / Math.max(1, items.length));
}

function median(values: readonly number[]): number {
  return round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
