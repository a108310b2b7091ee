import { BUILT_IN_PREFIX, isPlainObject, nameType } from './metadata.ts';

/** What a field may be compared with. */
export type MetadataScalar = string | number | boolean;

/**
 * Which documents a search looks at: one condition on a field, or several joined. A field is one of
 * `SourceDocument.metadata`, or one that every document has:
 *
 * - texts: `$id`, `$name`, `$title`, `$format` (see `DocumentFormat`), `$language` (BCP-47, 'de'; absent when it could
 *   not be told), `$folder` (each folder that it lies in or below, by the slashes of its name)
 * - numbers: `$bytes`, `$pages`, `$addedAt` (milliseconds since 1970)
 *
 * Values are compared with their type: 2024 is not '2024'. Texts are compared by their code units, after Unicode's NFC,
 * with case. A list fulfils a condition when one of its values does. A document without the field fulfils none but
 * `exists: false` (and so does fulfil `not` of the others).
 */
export type MetadataFilter =
  | { field: string; equals: MetadataScalar }
  | { field: string; in: readonly MetadataScalar[] }
  | ({ field: string } & MetadataRange)
  | { field: string; exists: boolean }
  /** All of them; of none: every document. */
  | { and: readonly MetadataFilter[] }
  /** One of them at least; of none: no document. */
  | { or: readonly MetadataFilter[] }
  | { not: MetadataFilter };

/** Bounds of numbers, or of texts (ISO 8601 dates); one at least, all of one type. */
export interface MetadataRange {
  gt?: number | string;
  gte?: number | string;
  lt?: number | string;
  lte?: number | string;
}

/** Most conditions of a filter, how deep they may be nested, and the most values of one `in`. */
export const FILTER_LIMITS = { conditions: 1000, depth: 32, values: 10_000 } as const;

/** The fields that every document has, and the type of their values. */
export const BUILT_IN_FIELDS = {
  $id: 'string',
  $name: 'string',
  $title: 'string',
  $format: 'string',
  $language: 'string',
  $folder: 'string',
  $bytes: 'number',
  $pages: 'number',
  $addedAt: 'number',
} as const;

/** The bounds of a range. */
export const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const;

/**
 * A copy of a filter that holds what it should and nothing else.
 *
 * @throws {TypeError} it is no filter, compares with something else than a text, a number or a boolean, or names a field
 * with $ that does not exist.
 * @throws {RangeError} it is larger or deeper than FILTER_LIMITS, or has a number that is not finite.
 */
export function parseFilter(value: unknown): MetadataFilter {
  return new FilterReader().read(value, 'filter', 1);
}

const FORMS =
  '{ field, equals }, { field, in }, { field, gte, lt }, { field, exists }, { and }, { or } or { not }';

class FilterReader {
  #conditions = 0;

  /** @param path Where in the filter it stands, for messages. */
  read(value: unknown, path: string, depth: number): MetadataFilter {
    this.#conditions += 1;
    const { conditions, depth: deepest } = FILTER_LIMITS;
    if (this.#conditions > conditions)
      throw new RangeError(
        refuse(`has more than ${conditions} conditions`, 'Use "in" for one field with many values'),
      );
    if (depth > deepest)
      throw new RangeError(
        refuse(`is nested more than ${deepest} deep`, 'Join "and" with "and", "or" with "or"'),
      );
    if (!isPlainObject(value))
      throw new TypeError(refuse(`is ${nameType(value)} at ${path}`, `Pass ${FORMS}`));
    const given = Object.entries(value).filter(([, entry]) => entry !== undefined);
    const names = given.map(([name]) => name).sort();
    const entries = Object.fromEntries(given);
    const [only] = names;
    if (names.length === 1 && (only === 'and' || only === 'or')) {
      const parts = this.#readAll(entries[only], `${path}.${only}`, depth);
      return only === 'and' ? { and: parts } : { or: parts };
    }
    if (names.length === 1 && only === 'not')
      return { not: this.read(entries['not'], `${path}.not`, depth + 1) };
    if (names.includes('field')) return readCondition(entries, names, path);
    const what = names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', ');
    throw new TypeError(refuse(`has ${what} at ${path}`, `Pass one of ${FORMS}`));
  }

  #readAll(value: unknown, path: string, depth: number): MetadataFilter[] {
    if (!Array.isArray(value))
      throw new TypeError(refuse(`is ${nameType(value)} at ${path}`, 'Pass a list of filters'));
    return Array.from(value, (part: unknown, at) => this.read(part, `${path}[${at}]`, depth + 1));
  }
}

function readCondition(
  entries: Record<string, unknown>,
  names: readonly string[],
  path: string,
): MetadataFilter {
  const field = readField(entries['field'], path);
  const operators = names.filter((name) => name !== 'field');
  const [operator] = operators;
  if (operators.length === 1 && operator === 'equals')
    return { field, equals: readScalar(field, entries['equals'], `${path}.equals`) };
  if (operators.length === 1 && operator === 'in')
    return { field, in: readScalars(field, entries['in'], `${path}.in`) };
  if (operators.length === 1 && operator === 'exists') {
    const { exists } = entries;
    if (typeof exists === 'boolean') return { field, exists };
    throw new TypeError(refuse(`is ${nameType(exists)} at ${path}.exists`, 'Pass true or false'));
  }
  const isRange = operators.every((name) => (BOUNDS as readonly string[]).includes(name));
  if (operators.length > 0 && isRange) return { field, ...readRange(field, entries, path) };
  const what = operators.length === 0 ? 'no condition' : operators.map((name) => `"${name}"`).join(', ');
  throw new TypeError(refuse(`has ${what} for the field "${field}" at ${path}`, `Pass one of ${FORMS}`));
}

function readField(field: unknown, path: string): string {
  if (typeof field !== 'string' || field === '')
    throw new TypeError(
      refuse(`names no field at ${path}`, 'Pass the name of a metadata field, or one such as "$format"'),
    );
  if (field.startsWith(BUILT_IN_PREFIX) && !Object.hasOwn(BUILT_IN_FIELDS, field))
    throw new TypeError(
      refuse(
        `names "${field}" at ${path}, which does not exist`,
        `There are ${Object.keys(BUILT_IN_FIELDS).join(', ')}`,
      ),
    );
  return field;
}

function readScalars(field: string, value: unknown, path: string): MetadataScalar[] {
  if (!Array.isArray(value))
    throw new TypeError(refuse(`is ${nameType(value)} at ${path}`, 'Pass a list of values'));
  if (value.length > FILTER_LIMITS.values)
    throw new RangeError(
      refuse(`has ${value.length} values at ${path}`, `Pass at most ${FILTER_LIMITS.values}`),
    );
  return Array.from(value, (item: unknown, at) => readScalar(field, item, `${path}[${at}]`));
}

function readScalar(field: string, value: unknown, path: string): MetadataScalar {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new TypeError(
      refuse(
        `is ${nameType(value)} at ${path}`,
        value instanceof Date
          ? 'Pass what the metadata holds: its time in milliseconds (getTime) or its text (toISOString)'
          : 'Pass a text, a number, true or false',
      ),
    );
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(refuse(`has ${value} at ${path}`, 'Pass a finite number, or leave the bound out'));
  const type = Object.hasOwn(BUILT_IN_FIELDS, field)
    ? BUILT_IN_FIELDS[field as keyof typeof BUILT_IN_FIELDS]
    : undefined;
  if (type && typeof value !== type)
    throw new TypeError(
      refuse(
        `compares "${field}" with a value of type ${typeof value} at ${path}, and it is of type ${type}`,
        field === '$addedAt' ? 'Pass milliseconds since 1970 (Date.parse)' : `Pass a ${type}`,
      ),
    );
  return value;
}

function readRange(field: string, entries: Record<string, unknown>, path: string): MetadataRange {
  const range: MetadataRange = {};
  for (const bound of BOUNDS) {
    if (!Object.hasOwn(entries, bound)) continue;
    const value = readScalar(field, entries[bound], `${path}.${bound}`);
    if (typeof value === 'boolean')
      throw new TypeError(refuse(`is a boolean at ${path}.${bound}`, 'Pass a number or a text'));
    range[bound] = value;
  }
  const types = new Set(Object.values(range).map((value) => typeof value));
  if (types.size > 1)
    throw new TypeError(
      refuse(`has bounds of two types for the field "${field}" at ${path}`, 'Pass numbers, or texts'),
    );
  return range;
}

function refuse(what: string, next: string): string {
  return `The filter ${what}. Nothing was searched. ${next}.`;
}
