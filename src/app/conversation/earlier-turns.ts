import type { Author, Citation, EarlierTurn } from '../../index.ts';

/** What of a turn a later question may lean on. */
interface AnsweredTurn {
  question: string;
  text: string;
  citations: readonly Citation[];
  author?: Author;
}

/** What a new question may lean on: the questions before it, each with the sentence that answered it. */
export function earlierTurns(turns: readonly AnsweredTurn[]): EarlierTurn[] {
  return turns.map(({ question, citations: [first], author, text }) => {
    const answer = author?.kind === 'model' ? text : first?.quote.slice(...first.mark);
    return { question, ...(answer && { answer }) };
  });
}
