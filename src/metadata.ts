/** One value of a document's metadata. A list stands for several values of one field, as tags do. */
export type MetadataValue = string | number | boolean | readonly string[];

/**
 * What a caller knows about a document and its text does not say: `{ author: 'Ada', year: 2024, tags: ['lease'] }`.
 * Dates are numbers (`date.getTime()`), or strings in one form of ISO 8601, which sort by time: '2024-05-31'.
 */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/** Most fields of a document, values of a list, and UTF-16 code units of a field's name and of a text. */
export const METADATA_LIMITS = { fields: 64, values: 256, nameLength: 128, textLength: 1024 } as const;

/** What the names of the fields begin with that every document has, see `MetadataFilter`. */
export const BUILT_IN_PREFIX = '$';

/**
 * A copy of metadata as it may be stored.
 *
 * @param document Its name, for the message.
 * @throws {TypeError} a value of another type, or a field name that is reserved.
 * @throws {RangeError} a number that is not finite, or more than METADATA_LIMITS allow.
 */
export function parseMetadata(value: unknown, document: string): Metadata {
  const refuse = (what: string): string => `The metadata of "${document}" ${what}. Nothing was added.`;
  if (!isPlainObject(value))
    throw new TypeError(refuse(`is ${nameType(value)}; pass an object of fields, as in { year: 2024 }`));
  const fields = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const { fields: most } = METADATA_LIMITS;
  if (fields.length > most)
    throw new RangeError(refuse(`has ${fields.length} fields, and may have ${most}; leave some out`));
  return Object.fromEntries(
    fields.map(([name, entry]) => [parseName(name, refuse), parseValue(name, entry, refuse)]),
  );
}

/** Whether two documents' metadata are the same, whatever the order of their fields. */
export function isSameMetadata(a: Metadata = {}, b: Metadata = {}): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && JSON.stringify(a[name]) === JSON.stringify(b[name]))
  );
}

/** What a value is, in words for a message. */
export function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a Date';
  return typeof value === 'object' ? 'an object' : `of type ${typeof value}`;
}

/** Also objects of another realm, and those without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]' && typeof value === 'object';
}

type Refuse = (what: string) => string;

function parseName(name: string, refuse: Refuse): string {
  const { nameLength } = METADATA_LIMITS;
  if (name === '') throw new TypeError(refuse('has a field without a name; give it one'));
  if (name.length > nameLength)
    throw new RangeError(
      refuse(`has a field name of ${name.length} characters, and ${nameLength} are the most; shorten it`),
    );
  if (name.startsWith(BUILT_IN_PREFIX))
    throw new TypeError(
      refuse(
        `has a field "${name}", and names with ${BUILT_IN_PREFIX} are for what every document has; rename it`,
      ),
    );
  return name;
}

function parseValue(name: string, value: unknown, refuse: Refuse): MetadataValue {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return parseText(name, value, refuse);
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new RangeError(
      refuse(`says ${value} for "${name}", which cannot be compared; leave the field out`),
    );
  }
  if (Array.isArray(value)) return parseList(name, value, refuse);
  const next =
    value instanceof Date
      ? 'pass its time in milliseconds (getTime) or its text (toISOString)'
      : 'pass a text, a number, true or false, or a list of texts';
  throw new TypeError(refuse(`has ${describeEntry(value)} in "${name}"; ${next}`));
}

function parseList(name: string, value: readonly unknown[], refuse: Refuse): readonly string[] {
  const { values } = METADATA_LIMITS;
  if (value.length > values)
    throw new RangeError(
      refuse(`has a list of ${value.length} in "${name}", and ${values} are the most; shorten it`),
    );
  return Array.from(value, (item) => {
    if (typeof item === 'string') return parseText(name, item, refuse);
    throw new TypeError(
      refuse(`has ${describeEntry(item)} in the list "${name}", which may hold texts only; make it a text`),
    );
  });
}

function parseText(name: string, text: string, refuse: Refuse): string {
  const { textLength } = METADATA_LIMITS;
  if (text.length <= textLength) return text;
  throw new RangeError(
    refuse(
      `has a text of ${text.length} characters in "${name}", and ${textLength} are the most; shorten it`,
    ),
  );
}

function describeEntry(value: unknown): string {
  return typeof value === 'object' ? nameType(value) : `a value ${nameType(value)}`;
}
