import type { DocumentInfo } from '../../index.ts';

/** Codes that say something about the file itself: the same bytes would fail again. */
const FAULTS_OF_FILES: ReadonlySet<string> = new Set([
  'unsupported',
  'malformed',
  'too_large',
  'no_text',
  'encrypted',
]);

/** Whether another file is needed to do better. */
export function isFileAtFault(error: DocumentInfo['error']): boolean {
  return error !== undefined && FAULTS_OF_FILES.has(error.code);
}
