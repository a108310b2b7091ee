/** What the first column shows. */
export type Side = 'documents' | 'conversations';

/** Key of what the first column shows, for this tab. */
const KEY = 'cloister:side';

export function readSide(): Side {
  try {
    return sessionStorage.getItem(KEY) === 'conversations' ? 'conversations' : 'documents';
  } catch {
    return 'documents';
  }
}

/** Lets a reload show the same. */
export function keepSide(side: Side): void {
  try {
    sessionStorage.setItem(KEY, side);
  } catch {
    // The documents are shown then.
  }
}
