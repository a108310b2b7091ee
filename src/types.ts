/** The nouns that every layer shares. Offsets are UTF-16 code units in `ParsedDocument.text`, end exclusive. */

import type { Metadata } from './metadata.ts';

/** How a document was read; found by its content first and its name second. */
export type DocumentFormat = 'pdf' | 'docx' | 'html' | 'markdown' | 'text' | 'csv' | 'code';

/** A rectangle on a PDF page, in points (1/72 inch) from the top left corner of the unrotated-by-viewer page. */
export interface Box {
  /** 1-based page number. */
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where in the original document something stands; which fields are set depends on the format. */
export interface Anchor {
  /** 1-based page on which it begins (PDF). */
  page?: number;
  /** The rectangles that its words cover, a rectangle a line (PDF). */
  boxes?: Box[];
  /** Headings above it, outermost first. */
  headings?: string[];
  /** First and last data row, 1-based, the header row not counted (CSV/TSV). */
  rows?: [first: number, last: number];
  /** First and last line, 1-based (text, Markdown, source code, CSV). */
  lines?: [first: number, last: number];
}

export type BlockKind =
  'title' | 'heading' | 'paragraph' | 'list-item' | 'table-row' | 'code' | 'quote' | 'caption';

/** A piece of a document that a sentence never crosses. Blocks are in reading order and never overlap. */
export interface Block {
  kind: BlockKind;
  start: number;
  end: number;
  /** 1 to 6, of a heading. */
  level?: number;
  /** Texts of the headings above this block, outermost first (its own text is not among them). */
  headings: string[];
  /** 1-based page on which it begins (PDF). */
  page?: number;
  /** 1-based data row (table rows of CSV/TSV; of other formats: the row in its table). */
  row?: number;
  /** The column names of the table that this row belongs to, in the row's order. */
  header?: string[];
}

/** A run of characters drawn in one place of a PDF page. Runs are in text order and never overlap. */
export interface TextRun extends Box {
  start: number;
  end: number;
  /** The side from which it is read. Default: left. */
  from?: 'right' | 'top' | 'bottom';
  /** The part of the run that each UTF-16 unit takes, counted from that side, in shares of their sum. Default: all the same. */
  advances?: number[];
}

/** What a parser makes of a file. Every character of `text` outside the blocks is white space. */
export interface ParsedDocument {
  format: DocumentFormat;
  /** From the document itself (metadata, first heading); absent when it has none. */
  title?: string;
  text: string;
  blocks: Block[];
  /** PDF only: where each run of characters is drawn. */
  runs?: TextRun[];
  /** PDF only: number of pages. */
  pages?: number;
  /** What a person should know: pages without a text layer, an encoding that was guessed … */
  warnings?: string[];
}

/** A passage as it is stored: a range of its document plus the words that give it context. */
export interface PassageSpan {
  start: number;
  end: number;
  /** Title, headings or column names, which are searched and embedded with the passage but are no part of its text. */
  context: string;
}

/** One document handed to `add`. */
export interface SourceDocument {
  /** Names the document for good; adding the same id again replaces it. Default: `name`. */
  id?: string;
  /** Shown to people; its extension helps where the content leaves the format open. */
  name: string;
  bytes: Blob | ArrayBuffer | Uint8Array;
  /**
   * What `RetrieveOptions.filter` may ask for, besides what is known of every document. At most 64 fields, whose names do
   * not begin with $. Default: what is stored for this id; `{}` takes that away.
   */
  metadata?: Metadata;
}

/** Where a document stands on its way from bytes to answers. */
export type DocumentState = 'queued' | 'words' | 'ready' | 'failed';

export interface DocumentInfo {
  id: string;
  name: string;
  /** Size of the original in bytes. */
  bytes: number;
  state: DocumentState;
  format?: DocumentFormat;
  title?: string;
  pages?: number;
  /** Number of passages, and how many of them have their vectors. */
  passages: number;
  embedded: number;
  /** Why it could not be read (`state` is 'failed'). */
  error?: { code: string; message: string };
  warnings?: string[];
  /** SHA-256 of the original, hex. */
  sha256: string;
  /** Milliseconds since 1970. */
  addedAt: number;
  /** As it was given with the document. */
  metadata?: Metadata;
}

/** Why a passage was found. Ranks are 1-based; a half that did not find it leaves its fields out. */
export interface Why {
  denseRank?: number;
  /** Cosine similarity of question and passage. */
  denseScore?: number;
  lexicalRank?: number;
  /** BM25 score. */
  lexicalScore?: number;
  /** Rank and score in a second search, with telling words and vectors of the best passages; it alone may have found one. */
  feedbackRank?: number;
  feedbackScore?: number;
  /** Set where it was put first because it holds the sentence that answers best by its words. */
  leads?: true;
  /** What the reranker gave it, higher is better: a logit, comparable within one search only. Absent where it did not read it. */
  rerankScore?: number;
  /** The question's words that the passage holds, as they were searched (folded, stemmed). */
  matchedTerms: string[];
}

export interface Passage {
  /** Stable while its document is unchanged. */
  id: string;
  documentId: string;
  /** Name of the document. */
  document: string;
  text: string;
  start: number;
  end: number;
  anchor: Anchor;
  /** Title, headings or column names above it. */
  context: string;
  /** Column names, when it begins with a row of a table. */
  header?: string[];
  /** Fused score, comparable within one search only. A reranker moves passages; the scores stay with the places. */
  score: number;
  why: Why;
}

/**
 * Why a passage that was found is not among those that are returned: it says the same as another one ('copy'), there are
 * enough of its document ('document'), it is too much like others ('alike'), or others rank higher ('rank').
 */
export type DropReason = 'copy' | 'document' | 'alike' | 'rank';

export interface DroppedPassage {
  passage: Passage;
  reason: DropReason;
  /** Id of the other passage, for 'copy'. */
  copyOf?: string;
}

/** A verbatim piece of a document, at most 300 characters, with the sentence that answers marked in it. */
export interface Quote {
  documentId: string;
  document: string;
  /** Index of its passage in the passages of the same retrieval. */
  passage: number;
  /** The quoted words: `document.text.slice(start, end)`. */
  text: string;
  start: number;
  end: number;
  /** The answering sentence, as a range of `text`. */
  mark: [start: number, end: number];
  /** Where the answering sentence stands; `boxes` cover the whole quote. */
  anchor: Anchor;
  /** Column names, when the quote is a table row. */
  header?: string[];
  score: number;
  /** How likely it holds the answer, if the sentences that quotes are chosen from do: 0 to 1, all of a question at most 1. */
  share: number;
}

/** Whether the documents answer a question: they do, they may (what is found is to be taken for the closest), or not. */
export type Confidence = 'found' | 'doubtful' | 'absent';

/** What the search says about a question, before anyone writes an answer. */
export interface Retrieval {
  question: string;
  passages: Passage[];
  /** The next passages that were found and left out; with `RetrieveOptions.explain` only. All lists are best first. */
  dropped?: DroppedPassage[];
  quotes: Quote[];
  /** False when nothing in the documents fits the question; `passages` are then only the nearest. */
  found: boolean;
  /** How sure that is; `found` is false for 'absent' only. */
  confidence: Confidence;
  /** Which halves of the search took part. */
  halves: { dense: boolean; lexical: boolean };
  /** The words that were looked for, of which `Why.matchedTerms` are; with `RetrieveOptions.explain` only. */
  terms?: { word: string; term: string }[];
  /** See `RetrieveOptions.examine`; `place` is that in the mix of both halves, absent for what is not in it. */
  examined?: { passage: Passage; place?: number }[];
  /**
   * What stands in quotation marks in the question: passages that hold it word for word come first, alone where it asks for
   * nothing else; where none does, the search ignores the marks. Absent where meaning alone is searched.
   */
  phrases?: PhraseMatch[];
  /** The same of beginnings that it asks for with a star (`kündig*`), without it: words that begin so. */
  prefixes?: PhraseMatch[];
  timings: Timings;
}

/** A phrase in quotation marks or the beginning of a word, and whether a passage holds it. */
export interface PhraseMatch {
  text: string;
  found: boolean;
}

/** Milliseconds by step. */
export type Timings = Record<string, number>;
export type ProgressStep = 'download' | 'verify' | 'load' | 'parse' | 'store' | 'embed';

export interface Progress {
  step: ProgressStep;
  /** Document or file. */
  subject: string;
  done: number;
  total: number;
  unit: 'bytes' | 'documents' | 'passages' | 'pages';
}

export interface CallOptions {
  /** Cancels the call, which then rejects with `signal.reason`. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}
