import type { Page } from 'playwright';
import type { AnswerEvent, WritingSpeed } from '../answer-types.ts';
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
  /** The answer of a language model, when one was asked for. */
  written?: WrittenAnswer;
}

export interface WrittenAnswer {
  text: string;
  author: string;
  citations: DemoAnswer['citations'];
  /** Its sentences; those without marks are in none of the sources. */
  sentences: { text: string; marks: readonly number[] }[];
  /** Whether a model was asked; if not, these are quotes. */
  isByModel: boolean;
  /** Absent when the model was stopped before its end. */
  speed?: WritingSpeed;
  tokensPerSecond?: number;
  firstTokenMs?: number;
  /** Whether the model said that it does not know. */
  refused: boolean;
  /** Why what it wrote was not shown. */
  withdrawn?: string;
}

type Done = Extract<AnswerEvent, { type: 'done' }>;

interface Asked {
  done: Done;
  sentences: WrittenAnswer['sentences'];
  withdrawn?: string;
}

async function ask(page: Page, question: string, write: boolean): Promise<Asked> {
  return page.evaluate(
    async ({ question, write }) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      let text = '';
      let withdrawn: string | undefined;
      let sentences: { text: string; marks: readonly number[] }[] = [];
      for await (const event of rag!.ask(question, { write })) {
        if (event.type === 'token') text += event.text;
        if (event.type === 'sentence')
          sentences.push({ text: text.slice(event.start, event.end), marks: event.marks });
        if (event.type === 'withdrawn') {
          withdrawn = event.reason;
          text = '';
          sentences = [];
        }
        if (event.type === 'done') return { done: event, sentences, ...(withdrawn && { withdrawn }) };
      }
      throw new Error('The answer ended without its last event.');
    },
    { question, write },
  );
}

function describeCitations({ citations }: Done): DemoAnswer['citations'] {
  return citations.map(({ document, anchor, quote, header }) => ({
    document,
    anchor,
    quote,
    ...(header ? { header } : {}),
  }));
}

/** Lets the app's language model write the answer to one question. */
export async function writeInPage(page: Page, question: string): Promise<WrittenAnswer> {
  const { done, sentences, withdrawn } = await ask(page, question, true);
  const { text, author, speed } = done;
  return {
    text,
    author: author.name,
    citations: describeCitations(done),
    sentences,
    refused: done.finish === 'refused',
    isByModel: done.prompt !== undefined,
    ...(speed && { speed, tokensPerSecond: speed.tokensPerSecond, firstTokenMs: speed.firstTokenMs }),
    ...(withdrawn && { withdrawn }),
  };
}

/** Asks the open app, one question after the other, and keeps each answer when it is complete. */
export async function askInPage(
  page: Page,
  questions: readonly string[],
  write = false,
): Promise<DemoAnswer[]> {
  const answers: DemoAnswer[] = [];
  for (const [at, question] of questions.entries()) {
    // A small model on a busy processor takes its time.
    if (write) process.stderr.write(`  writing answer ${at + 1} of ${questions.length}\n`);
    const { done } = await ask(page, question, false);
    const { text, finish, author, timings } = done;
    const isRefused = finish === 'refused';
    answers.push({
      question,
      text,
      refused: isRefused,
      author: author.name,
      citations: describeCitations(done),
      timings,
      ...(write && !isRefused ? { written: await writeInPage(page, question) } : {}),
    });
  }
  return answers;
}
