import type { Anchor } from '../../index.ts';
import type { Highlight } from '../conversation/marked-text.ts';

/** What a citation button opens: a place in a document. */
export interface SourceTarget extends Highlight {
  documentId: string;
  document: string;
  anchor: Anchor;
  /** The words of a citation, by which they are found again when the document was replaced. */
  quote?: string;
}
