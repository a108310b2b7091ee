import type { Author, Citation, Confidence, Passage, SearchedAs, Timings } from '../../index.ts';
import type { ScopedDocument } from './question-scope.ts';

/** Passages offered when nothing answers the question. */
export const CLOSEST_PASSAGES = 3;

export type TurnState = 'searching' | 'answering' | 'answered' | 'refused' | 'stopped' | 'failed';

/** One question with what came of it. */
export interface Turn {
  /** Unique in its conversation, across the tabs that may add to it. */
  id: number;
  /** Milliseconds since 1970. */
  askedAt: number;
  question: string;
  /** Whether it was to be searched as it is, however it leans on earlier ones. */
  isAsTyped?: boolean;
  /** What was searched in its place, where it leaned on earlier ones. */
  searchedAs?: SearchedAs;
  state: TurnState;
  /** Where it was searched; absent when everywhere. */
  scope?: readonly ScopedDocument[];
  passages: readonly Passage[];
  /** Whether they answer; absent before they are found. */
  confidence?: Confidence;
  /** Phrases in quotation marks that no passage holds. */
  missing: readonly string[];
  /** Beginnings of words (`kündig*`) that no word of the documents has. */
  unknown?: readonly string[];
  text: string;
  citations: readonly Citation[];
  author?: Author;
  /** From Enter to the last word, in milliseconds. */
  elapsedMs?: number;
  /** How long each step took. */
  timings?: Timings;
  /** Whether documents were still being prepared when it was asked. */
  isPartial: boolean;
  error?: string;
}

/** What a turn begins with. */
export const BLANK_TURN: Omit<Turn, 'id' | 'askedAt' | 'question'> = {
  state: 'searching',
  passages: [],
  missing: [],
  text: '',
  citations: [],
  isPartial: false,
};

/** Whether it is searched or answered just now. */
export function isUnderWay(turn: Turn | undefined): boolean {
  return turn?.state === 'searching' || turn?.state === 'answering';
}

/** An id for a new turn: drawn by lot, as two tabs may add to one conversation at once; an address can hold nine digits. */
export function newTurnId(turns: readonly Turn[]): number {
  const [lot = 0] = crypto.getRandomValues(new Uint32Array(1));
  const id = lot % 1_000_000_000;
  return turns.some((turn) => turn.id === id) ? newTurnId(turns) : id;
}
