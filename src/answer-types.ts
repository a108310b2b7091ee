import type { Anchor, Confidence, Passage, PhraseMatch, Timings } from './types.ts';

/** A piece of the documents that an answer rests on: what was quoted, or what was put before a model. */
export interface Evidence {
  documentId: string;
  document: string;
  /** Verbatim: `document.text.slice(start, end)`. */
  text: string;
  start: number;
  end: number;
  /** The words that carry the answer, as a range of `text`. */
  mark: [start: number, end: number];
  anchor: Anchor;
  header?: string[];
  /** Of a quote that no model chose: see `Quote.share`. */
  share?: number;
}

export interface Citation {
  /** The number of its mark in the answer, from 1. */
  number: number;
  documentId: string;
  document: string;
  anchor: Anchor;
  /** Verbatim words of the document. */
  quote: string;
  start: number;
  end: number;
  /** The answering sentence as a range of `quote`. */
  mark: [start: number, end: number];
  header?: string[];
  /** How likely it answers, of a quote that no model chose: see `Quote.share`. */
  share?: number;
}

/** Who wrote an answer: quotes of the documents, or a model. */
export interface Author {
  kind: 'quotes' | 'model';
  name: string;
}

/** A message as a model gets it. */
export interface PromptMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** What a model was asked, word for word. */
export interface PromptReport {
  messages: readonly PromptMessage[];
  tokens: number;
  /** What had no room: sources and earlier turns. */
  leftOut: { sources: number; turns: number };
}

/** How fast a model wrote. */
export interface WritingSpeed {
  promptTokens: number;
  /** Tokens of the prompt that earlier turns had computed. */
  reusedTokens: number;
  tokens: number;
  firstTokenMs: number;
  tokensPerSecond: number;
}

/** An earlier question of a conversation, with what was answered. */
export interface EarlierTurn {
  question: string;
  /** The words that answered it: a sentence or two, no list of quotes. */
  answer?: string;
}

/** What was searched in place of a question that leans on earlier ones, and who completed it. */
export interface SearchedAs {
  question: string;
  by: 'rules' | 'model';
}

export type AnswerEvent =
  /** What was found, whether it answers, and whether it holds the phrases and beginnings of the question: see `Retrieval`. */
  | {
      type: 'sources';
      passages: readonly Passage[];
      confidence: Confidence;
      phrases?: readonly PhraseMatch[];
      prefixes?: readonly PhraseMatch[];
      /** Present where the question was completed for the search: see `AskOptions.previous`. */
      searchedAs?: SearchedAs;
    }
  | { type: 'token'; text: string }
  /** What the mark stands for that was just written for the first time; `done` has all of them again. */
  | { type: 'citation'; citation: Citation }
  /**
   * A sentence that a model wrote is complete: a range of the text so far, and the marks that carry it. Without marks
   * its words are in none of the sources.
   */
  | { type: 'sentence'; start: number; end: number; marks: readonly number[] }
  /** What the model wrote is no answer; the text and the citations so far are void, and the quotes follow in its place. */
  | { type: 'withdrawn'; reason: 'echo' | 'empty' | 'repetition' }
  | {
      type: 'done';
      finish: 'stop' | 'length' | 'refused';
      text: string;
      author: Author;
      citations: readonly Citation[];
      timings: Timings;
      /** Of a model's answer. */
      prompt?: PromptReport;
      speed?: WritingSpeed;
    };
