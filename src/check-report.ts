/** What `Rag.check` went through and found. */
export interface CheckReport {
  /** Whether all is as it was stored, or is made so again: nothing is in `lost`. */
  isSound: boolean;
  /** Documents that were checked. */
  documents: number;
  /** Segments of words and vectors that were checked, and their size in bytes. */
  segments: number;
  bytes: number;
  /**
   * What was damaged and is repaired. What takes longer (reading an original again, embedding passages again) goes on in
   * the background: `Rag.settled` waits for it.
   */
  repaired: CheckFinding[];
  /** What was damaged and cannot be made from what is stored; each says what a person can do. */
  lost: CheckFinding[];
}

/** A part of one document that was damaged. */
export interface CheckFinding {
  documentId: string;
  /** Name of the document. */
  document: string;
  part: 'original' | 'text' | 'passages' | 'words' | 'vectors';
  /** In plain words: what was damaged, what was done or what it means, and the next step where there is one. */
  message: string;
}
