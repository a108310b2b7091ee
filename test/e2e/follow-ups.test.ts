import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/cli/browser.ts';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { AppPage, DIST, type AppElement } from '../helpers/app-page.ts';
import { readFollowUps, type FollowUp } from '../helpers/follow-ups.ts';

/** The quotes that a question gets, best first, with the turns before it and without them. */
interface Asked {
  withTurns: string[];
  alone: string[];
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');

/** Asks each follow-up question in its conversation, and once more alone. */
async function askAll({ page }: AppPage, pairs: readonly FollowUp[]): Promise<Asked[]> {
  return page.evaluate(async (all) => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    type Turn = { question: string; answer?: string };
    const ask = async (question: string, previous: Turn[]): Promise<{ quotes: string[]; turn: Turn }> => {
      for await (const event of rag.ask(question, { previous })) {
        if (event.type !== 'done') continue;
        const [first] = event.citations;
        const turn = { question, ...(first && { answer: first.quote.slice(...first.mark) }) };
        return { quotes: event.citations.map(({ quote }) => quote), turn };
      }
      throw new Error('The answer has no end.');
    };
    const results = [];
    for (const { before, question } of all) {
      const previous: Turn[] = [];
      for (const earlier of before) previous.push((await ask(earlier, [...previous])).turn);
      const { quotes: withTurns } = await ask(question, previous);
      const { quotes: alone } = await ask(question, []);
      results.push({ withTurns, alone });
    }
    return results;
  }, pairs);
}

describe('follow-up questions about the samples', () => {
  let browser: Browser;
  let server: RunningServer;
  let app: AppPage;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), serve({ folder: DIST, port: 0 })]);
    app = await AppPage.open(browser, server.url);
    await app.addSamples();
    await app.settle();
  });
  afterAll(async () => {
    await app.close();
    await browser.close();
    await server.close();
  });

  it('find their answer far more often with the questions before them than without', async () => {
    const pairs = readFollowUps().pairs.filter(({ split }) => split === 'held out');
    const asked = await askAll(app, pairs);
    const share = (side: keyof Asked, depth: number): number => {
      const hits = pairs.filter(({ gold }, at) =>
        asked[at]?.[side].slice(0, depth).some((quote) => plain(quote).includes(plain(gold).trim())),
      );
      return hits.length / pairs.length;
    };
    console.info(
      `first quote ${share('withTurns', 1).toFixed(2)} with the turns before, ${share('alone', 1).toFixed(2)} without; ` +
        `one of three ${share('withTurns', 3).toFixed(2)} and ${share('alone', 3).toFixed(2)}; ${pairs.length} questions`,
    );
    expect(share('withTurns', 1)).toBeGreaterThan(share('alone', 1) + 0.2);
    expect(share('withTurns', 3)).toBeGreaterThan(0.8);
  }, 400_000);
});
