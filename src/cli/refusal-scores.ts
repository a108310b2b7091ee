import type { Page } from 'playwright';
import type { Confidence } from '../index.ts';
import type { AppElement } from './app-session.ts';
import type { Collection } from './beir.ts';
import type { SearchResult } from './ranking-scores.ts';

/** How well a search tells what the documents do not answer. */
export interface RefusalScores {
  /** Share of the questions that are refused while their relevant documents are left out of the search. */
  right: number;
  /** … while these take part. */
  wrong: number;
  /** Shares of the questions that are answered as doubtful, in both cases. */
  doubtful: { left: number; present: number };
}

/** Questions that are handed to the page at once. */
const CHUNK = 50;

/**
 * Asks every question again without its relevant documents. They stay in the corpus: its word statistics, and what it
 * has learnt about itself, are the same in both cases.
 *
 * @param found What the search gave with all documents, in the order of the questions.
 */
export async function measureRefusals(
  page: Page,
  collection: Collection,
  found: readonly SearchResult[],
  mode: 'hybrid' | 'dense' | 'lexical',
): Promise<RefusalScores> {
  const { queries, relevant } = collection;
  const left: Confidence[] = [];
  for (let at = 0; at < queries.length; at += CHUNK) {
    const chunk = queries
      .slice(at, at + CHUNK)
      .map(({ id, text }) => ({ text, without: [...(relevant.get(id)?.keys() ?? [])] }));
    left.push(...(await askWithout(page, chunk, mode)));
  }
  return scoreRefusals(
    left,
    found.map(({ confidence }) => confidence),
  );
}

/**
 * @param left What was said of each question without its relevant documents.
 * @param present … with them.
 */
export function scoreRefusals(left: readonly Confidence[], present: readonly Confidence[]): RefusalScores {
  return {
    right: shareOf('absent', left),
    wrong: shareOf('absent', present),
    doubtful: { left: shareOf('doubtful', left), present: shareOf('doubtful', present) },
  };
}

function shareOf(wanted: Confidence, all: readonly Confidence[]): number {
  const share = all.filter((confidence) => confidence === wanted).length / Math.max(1, all.length);
  return Math.round(share * 10_000) / 10_000;
}

function askWithout(
  page: Page,
  chunk: readonly { text: string; without: readonly string[] }[],
  mode: 'hybrid' | 'dense' | 'lexical',
): Promise<Confidence[]> {
  return page.evaluate(
    async ({ chunk, mode }) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      const all = (await rag!.documents()).map(({ id }) => id);
      const said: Confidence[] = [];
      for (const { text, without } of chunk) {
        const documentIds = all.filter((id) => !without.includes(id));
        said.push((await rag!.retrieve(text, { mode, documentIds })).confidence);
      }
      return said;
    },
    { chunk: [...chunk], mode },
  );
}
