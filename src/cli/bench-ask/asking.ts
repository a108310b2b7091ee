import type { Page } from 'playwright';
import type { AppElement } from '../app-session.ts';
import { quantile } from '../bench/pairs.ts';
import type { BenchFile } from './prose.ts';

/** What one question took, in milliseconds: in all as the page sees it, and by part. */
export interface Asked {
  total: number;
  /** 'embed', 'search', 'read', 'quotes'; 'rest' is what lies between the page and the search. */
  parts: Record<string, number>;
}

/** Milliseconds at the middle and near the end, in all and by part. */
export interface Latency {
  p50: number;
  p95: number;
  parts: Record<string, { p50: number; p95: number }>;
}

/** Adds documents to the open app; resolves when they are read. Throws where one could not be. */
export async function addFiles(page: Page, files: readonly BenchFile[]): Promise<void> {
  const failures = await page.evaluate(
    async (given) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      const outcomes = await rag!.add(
        given.map(({ name, text }) => ({ id: name, name, bytes: new Blob([text]) })),
      );
      return outcomes.flatMap(({ error }) => error?.message ?? []);
    },
    [...files],
  );
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

/** Asks one question after the other, each a while after the answer before. */
export function askAll(page: Page, questions: readonly string[], pauseMs: number): Promise<Asked[]> {
  return page.evaluate(
    async ({ texts, pause }) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      const asked: Asked[] = [];
      for (const [at, text] of texts.entries()) {
        // Uneven, so that questions meet the background work at any of its moments.
        await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + ((at * 7) % 10) / 10)));
        const start = performance.now();
        const { timings } = await rag!.retrieve(text);
        const total = performance.now() - start;
        const inside = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
        asked.push({ total, parts: { ...timings, rest: total - inside } });
      }
      return asked;
    },
    { texts: [...questions], pause: pauseMs },
  );
}

export function summarise(asked: readonly Asked[]): Latency {
  const spread = (values: readonly number[]): { p50: number; p95: number } => ({
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
  });
  const names = new Set(asked.flatMap(({ parts }) => Object.keys(parts)));
  return {
    ...spread(asked.map(({ total }) => total)),
    parts: Object.fromEntries(
      [...names].map((name) => [name, spread(asked.map(({ parts }) => parts[name] ?? 0))]),
    ),
  };
}
