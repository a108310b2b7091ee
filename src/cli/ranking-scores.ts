import type { Confidence } from '../index.ts';
import type { Collection } from './beir.ts';

/** What the search gave for one question, best first. */
export interface SearchResult {
  /** Documents in the order of their best passages. */
  documents: string[];
  quotes: { documentId: string; text: string }[];
  confidence: Confidence;
}

export interface Scores {
  /** Mean normalised discounted cumulative gain of the first ten, gain = grade, discount = log2(rank + 1). */
  ndcg10: number;
  /** Mean share of the relevant documents among the first ten. */
  recall10: number;
  /** Mean of 1 / rank of the first relevant document among the first ten. */
  mrr10: number;
  /** Share of questions whose first quote (one of the first three) holds the answer; where answers are known. */
  quoteHit1?: number;
  quoteHit3?: number;
  /** Share of questions that were refused as not answerable. */
  refused: number;
  queries: number;
}

const DEPTH = 10;

/** Scores the results of a collection's queries, in the order of the queries. */
export function score(collection: Collection, results: readonly SearchResult[]): Scores {
  const { queries, relevant, answers } = collection;
  const mean = (value: (result: SearchResult, id: string) => number): number => {
    const sum = results.reduce((total, result, at) => total + value(result, queries[at]?.id ?? ''), 0);
    return Math.round((sum / Math.max(results.length, 1)) * 10_000) / 10_000;
  };
  const gradesOf = (id: string): Map<string, number> => relevant.get(id) ?? new Map<string, number>();
  const scores: Scores = {
    ndcg10: mean(({ documents }, id) => ndcg(documents, gradesOf(id))),
    recall10: mean(({ documents }, id) => recall(documents, gradesOf(id))),
    mrr10: mean(({ documents }, id) => reciprocalRank(documents, gradesOf(id))),
    refused: mean(({ confidence }) => (confidence === 'absent' ? 1 : 0)),
    queries: results.length,
  };
  if (!answers) return scores;
  const hit = ({ quotes }: SearchResult, id: string, depth: number): number =>
    quotes.slice(0, depth).some((quote) => holdsAnswer(quote, answers.get(id))) ? 1 : 0;
  return {
    ...scores,
    quoteHit1: mean((result, id) => hit(result, id, 1)),
    quoteHit3: mean((result, id) => hit(result, id, 3)),
  };
}

function ndcg(documents: readonly string[], grades: ReadonlyMap<string, number>): number {
  const gain = (values: readonly number[]): number =>
    values.slice(0, DEPTH).reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0);
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return ideal === 0 ? 0 : gain(documents.map((id) => grades.get(id) ?? 0)) / ideal;
}

function recall(documents: readonly string[], grades: ReadonlyMap<string, number>): number {
  return documents.slice(0, DEPTH).filter((id) => grades.has(id)).length / Math.max(grades.size, 1);
}

function reciprocalRank(documents: readonly string[], grades: ReadonlyMap<string, number>): number {
  const at = documents.slice(0, DEPTH).findIndex((id) => grades.has(id));
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Whether a quote is of the right document and contains a gold answer, or is contained in one. */
export function holdsAnswer(
  quote: { documentId: string; text: string },
  answer: { documentId: string; texts: readonly string[] } | undefined,
): boolean {
  if (answer?.documentId !== quote.documentId) return false;
  const quoted = normalise(quote.text);
  return answer.texts
    .map(normalise)
    .some((gold) => gold !== '' && (quoted.includes(gold) || gold.includes(quoted)));
}

/** Whether a written text contains a gold answer; the numbers of its marks do not count. */
export function containsAnswer(text: string, golds: readonly string[]): boolean {
  const said = normalise(text.replaceAll(/\[\d+\]/g, ' '));
  return golds.map(normalise).some((gold) => gold !== '' && said.includes(gold));
}

/** Without case, punctuation and runs of white space. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
