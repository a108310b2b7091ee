import type { AnswerEvent, Citation, Progress, PromptReport, Timings, WritingSpeed } from '../../index.ts';
import { messages } from '../messages/messages.ts';

export type WritingState = 'loading' | 'writing' | 'written' | 'withdrawn' | 'stopped' | 'failed';

/** A sentence of a model: a range of the text, and the numbers of the citations that carry it. */
export interface WrittenSentence {
  start: number;
  end: number;
  marks: readonly number[];
}

/** What a language model makes of one question. */
export interface Writing {
  state: WritingState;
  text: string;
  sentences: readonly WrittenSentence[];
  citations: readonly Citation[];
  author?: string;
  /** The step of bringing the model up. */
  progress?: Progress;
  speed?: WritingSpeed;
  /** What the model was asked, word for word. */
  prompt?: PromptReport;
  timings?: Timings;
  error?: string;
  /** From the request to the last word, in milliseconds. */
  elapsedMs?: number;
  /** How often it was written before. */
  attempt: number;
}

/** Asked for, with nothing of it there yet. */
export const BLANK: Writing = { state: 'loading', text: '', sentences: [], citations: [], attempt: 0 };

/** The end of an answer: what a model wrote, or that none could be had. */
export function writingOf({
  text,
  author,
  citations,
  speed,
  prompt,
  timings,
}: Extract<AnswerEvent, { type: 'done' }>): Partial<Writing> {
  if (author.kind === 'quotes') return { state: 'failed', text: '', sentences: [], error: messages.noModel };
  const report = { timings, ...(speed && { speed }), ...(prompt && { prompt }) };
  return { state: 'written', text, author: author.name, citations, ...report };
}
