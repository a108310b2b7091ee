import { DocumentError, isRagError } from '../errors.ts';

/** Why an engine is not there, for people. */
export function describeFailure(error: unknown): { code: string; message: string } {
  if (isRagError(error)) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : 'It failed for an unknown reason.';
  return { code: 'crashed', message };
}

/** Why a document was not read, for people. */
export function describeUnread(error: unknown, name: string): { code: string; message: string } {
  if (isRagError(error)) return { code: error.code, message: error.message };
  const { code, message } = new DocumentError(
    'malformed',
    `"${name}" could not be read (${String(error)}). Nothing of it was added. Try to save it anew.`,
  );
  return { code, message };
}

/** Why a document that was taken back was not read, for people. */
export function describeRemoval(name: string): { code: string; message: string } {
  const message = `"${name}" was removed before it was read. Add it again if you need it.`;
  return { code: 'not_found', message };
}
