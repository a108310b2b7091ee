import type { Page } from 'playwright';
import type { Anchor, Timings } from '../types.ts';
import type { AppElement } from './app-session.ts';

export interface DemoAnswer {
  question: string;
  text: string;
  /** Whether nothing in the documents fits. */
  refused: boolean;
  author: string;
  citations: { document: string; anchor: Anchor; quote: string; header?: string[] }[];
  timings: Timings;
}

/** Asks the open app, one question after the other, and keeps each answer when it is complete. */
export async function askInPage(page: Page, questions: readonly string[]): Promise<DemoAnswer[]> {
  const answers: DemoAnswer[] = [];
  for (const question of questions) {
    const answer = await page.evaluate(async (asked) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      for await (const event of rag!.ask(asked)) if (event.type === 'done') return event;
      throw new Error('The answer ended without its last event.');
    }, question);
    answers.push({
      question,
      text: answer.text,
      refused: answer.finish === 'refused',
      author: answer.author.name,
      citations: answer.citations.map(({ document, anchor, quote, header }) => ({
        document,
        anchor,
        quote,
        ...(header ? { header } : {}),
      })),
      timings: answer.timings,
    });
  }
  return answers;
}
