import { isRagError } from '../errors.ts';

/** Why an engine is not there, for people. */
export function describeFailure(error: unknown): { code: string; message: string } {
  if (isRagError(error)) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : 'It failed for an unknown reason.';
  return { code: 'crashed', message };
}
