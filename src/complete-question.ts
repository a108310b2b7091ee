import type { EarlierTurn, SearchedAs } from './answer-types.ts';
import type { Retrieval } from './types.ts';

/** Lets a model complete a question. */
export interface QuestionWriter {
  /** Undefined where no model is loaded, is free, or makes anything of use. */
  rewrite(
    question: string,
    previous: readonly EarlierTurn[],
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

/**
 * The question as it is to be searched, where it leans on earlier turns; undefined where it stands by itself. Rules decide
 * whether it leans, so that no model touches a question that is whole.
 */
export async function completeForSearch(
  question: string,
  previous: readonly EarlierTurn[],
  writer: QuestionWriter,
  signal: AbortSignal,
): Promise<SearchedAs | undefined> {
  if (previous.length === 0) return undefined;
  // With the first follow-up question: the lists of words are no part of a page that has none.
  const { completeQuestion } = await import('./text/follow-up.ts');
  const byRules = completeQuestion(question, previous);
  if (byRules === undefined) return undefined;
  try {
    const byModel = await writer.rewrite(question, previous, signal);
    if (byModel !== undefined) return { question: byModel, by: 'model' };
  } catch {
    // A model that fails here says so when it is to write; the search need not wait for that.
    signal.throwIfAborted();
  }
  return { question: byRules, by: 'rules' };
}

/** What was found for a question, and how it was completed for that. */
export interface FollowUpRetrieval {
  retrieval: Retrieval;
  searchedAs?: SearchedAs;
}

/**
 * Searches a question that may lean on earlier turns. Where what it names instead ("And what about pets?") is not even in
 * the best passage, but is when its own words are searched, it was no repetition of the earlier question but a new one.
 *
 * @param retrieve Searches a question as it is.
 */
export async function retrieveFollowUp(
  question: string,
  previous: readonly EarlierTurn[],
  writer: QuestionWriter,
  retrieve: (question: string) => Promise<Retrieval>,
  signal: AbortSignal,
): Promise<FollowUpRetrieval> {
  const searchedAs = await completeForSearch(question, previous, writer, signal);
  const retrieval = await retrieve(searchedAs?.question ?? question);
  if (!searchedAs) return { retrieval };
  const { subjectFinder } = await import('./text/follow-up.ts');
  const holdsSubject = subjectFinder(question, previous);
  const leads = ({ passages: [best] }: Retrieval): boolean =>
    best !== undefined && holdsSubject?.(best.text) === true;
  if (!holdsSubject || leads(retrieval)) return { retrieval, searchedAs };
  const alone = await retrieve(question);
  return leads(alone) ? { retrieval: alone } : { retrieval, searchedAs };
}
