import { DocumentError, isRagError } from '../errors.ts';
import type { DocumentErrorCode } from '../errors.ts';

/** What a reader knows about the file it is reading; ends up in the `details` of its errors. */
export interface DocumentLabel {
  /** File name, as people see it. */
  name: string;
  /** Format as far as it was recognised, for instance 'docx' or 'Excel workbook'. */
  format: string;
}

/** A `DocumentError` whose message begins with the file's name. `why` says the cause, the effect and the next step. */
export function documentError(
  code: DocumentErrorCode,
  label: DocumentLabel,
  why: string,
  cause?: unknown,
): DocumentError {
  return new DocumentError(code, `“${label.name}” ${why}`, { details: { ...label }, cause });
}

/**
 * What a reader threw, as a `DocumentError`: our own errors stay as they are, anything a library threw means that the
 * file is broken in a way which that library did not expect.
 */
export function toDocumentError(error: unknown, label: DocumentLabel): Error {
  if (error instanceof Error && isRagError(error)) return error;
  const why =
    'is damaged or not what its name says, so it was left out. Open it in the program it came from, save it again and add the new file.';
  return documentError('malformed', label, why, error);
}

/** Bytes for people: '12 MB', '340 KB'. Decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${Math.round(bytes / 1_000_000)} MB`;
}
