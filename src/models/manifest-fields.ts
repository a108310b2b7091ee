import { IntegrityError } from '../errors.ts';

export type Fields = Record<string, unknown>;

/** One folder or file name: nothing that a URL parser, a file system or an object key could read in a second way. */
const NAME = /^(?!\.)(?!__proto__$)[A-Za-z0-9._@+-]+$/;

/** Refuses the manifest, naming the field. */
export function fail(field: string, expected: string, actual: unknown): never {
  const found = actual === undefined ? 'nothing' : (JSON.stringify(actual)?.slice(0, 80) ?? typeof actual);
  throw new IntegrityError(
    'bad_manifest',
    `The model's manifest is not valid: ${field} must be ${expected}, but is ${found}. The model was not loaded. ` +
      'Use the manifest that came with this release.',
    { details: { expected, actual: found } },
  );
}

/** An object, which is no list. */
export function toFields(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(field, 'an object', value);
  return value as Fields;
}

/** A text that says something. */
export function toText(fields: Fields, key: string, prefix = ''): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (typeof value !== 'string' || value.trim() === '') fail(prefix + key, 'a text that is not empty', value);
  return value;
}

/** A whole number above 0. */
export function toCount(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0)
    fail(field, 'a positive whole number', value);
  return value;
}

/** A path inside its folder. */
export function isRelativePath(value: unknown): value is string {
  return typeof value === 'string' && value.split('/').every((name) => NAME.test(name));
}

/** A list of texts, at least one. */
export function isTextList(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
  );
}
