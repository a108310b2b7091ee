import type { Citation } from '../../index.ts';
import type { Writing } from './writing.ts';

/** A sentence that is complete, as a range of `AnswerText.text`. */
export interface JudgedSentence {
  start: number;
  end: number;
  /** What its marks open. */
  citations: readonly Citation[];
  /** Whether its words are in what the model was given. */
  isSupported: boolean;
}

/** What a model wrote, without the marks that were set in it. */
export interface AnswerText {
  text: string;
  sentences: readonly JudgedSentence[];
}

/** Marks at the end of a text whose sentence has not been told yet. */
const LOOSE_MARKS = /(?: \[\d{1,4}\])+$/;

/**
 * Takes the marks out of a text, so that it can be read as Markdown, and ties them to what they open. A mark without a
 * citation is left out.
 */
export function separateMarks({
  text,
  sentences,
  citations,
  state,
}: Pick<Writing, 'text' | 'sentences' | 'citations' | 'state'>): AnswerText {
  const byNumber = new Map(citations.map((citation) => [citation.number, citation]));
  const judged: JudgedSentence[] = [];
  let clean = '';
  let at = 0;
  for (const { start, end, marks } of sentences) {
    const from = Math.min(Math.max(at, start), text.length);
    const to = Math.min(Math.max(from, end), text.length);
    clean += text.slice(at, to);
    const opened = marks.flatMap((number) => byNumber.get(number) ?? []);
    if (to > from)
      judged.push({
        start: clean.length - (to - from),
        end: clean.length,
        citations: opened,
        isSupported: marks.length > 0,
      });
    const written = marks.map((number) => ` [${number}]`).join('');
    at = text.startsWith(written, to) ? to + written.length : to;
  }
  const rest = text.slice(at);
  return {
    text: clean + (state === 'writing' ? rest.replace(LOOSE_MARKS, '') : rest),
    sentences: judged,
  };
}
