import type { RetrieveOptions } from './api.ts';

/** Throws `RangeError` for numbers that a search can do nothing with. */
export function checkRetrieveOptions({ limit = 5, perDocument = 1, diversity = 0 }: RetrieveOptions): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 50)
    throw new RangeError(`limit must be a whole number from 1 to 50, not ${limit}.`);
  if (!Number.isInteger(perDocument) || perDocument < 1)
    throw new RangeError(`perDocument must be a whole number from 1, not ${perDocument}.`);
  if (!(diversity >= 0 && diversity <= 1))
    throw new RangeError(`diversity must be a number from 0 to 1, not ${diversity}.`);
}
