import type { DocumentInfo } from '../../index.ts';
import { messages } from '../messages/messages.ts';

/** Where a document stands, in words. */
export interface DescribedState {
  text: string;
  /** How far the work on it is, 0 to 1; absent while none is done. */
  bar?: number | 'unknown';
}

/** What the page knows besides the document itself. */
export interface StateContext {
  /** Whether it is the one that is being read now. */
  isReading: boolean;
  /** Whether nothing can be searched by meaning, so that words are all there will be. */
  isWordsOnly: boolean;
}

export function describeState(
  document: DocumentInfo,
  { isReading, isWordsOnly }: StateContext,
): DescribedState {
  switch (document.state) {
    case 'queued':
      return isReading ? { text: messages.stateReading, bar: 'unknown' } : { text: messages.stateWaiting };
    case 'words':
      return isWordsOnly ? { text: messages.stateWordsOnly } : describeMeaning(document);
    case 'ready':
      return { text: messages.stateReady };
    case 'failed':
  }
  return { text: describeFailure(document.error) };
}

function describeMeaning({ embedded, passages }: DocumentInfo): DescribedState {
  if (embedded === 0) return { text: messages.stateWords };
  const bar = embedded / Math.max(1, passages);
  return { text: messages.stateMeaning(Math.floor(bar * 100)), bar };
}

type Failure = NonNullable<DocumentInfo['error']>;

/** "Failed: password protected" */
export function describeFailure(error: Failure | undefined): string {
  return messages.stateFailed(messages.failureReasons[error?.code ?? ''] ?? messages.failureReason);
}
