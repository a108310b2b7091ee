import { BOUNDS, type MetadataFilter, type MetadataScalar } from '../metadata-filter.ts';
import type { MetadataValue } from '../metadata.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** Tells of a document whether it fulfils a filter. */
export type DocumentMatch = (entry: CatalogueEntry) => boolean;

/** @param filter As `parseFilter` gives it. */
export function matchDocuments(filter: MetadataFilter): DocumentMatch {
  if ('and' in filter) {
    const parts = filter.and.map(matchDocuments);
    return (entry) => parts.every((matches) => matches(entry));
  }
  if ('or' in filter) {
    const parts = filter.or.map(matchDocuments);
    return (entry) => parts.some((matches) => matches(entry));
  }
  if ('not' in filter) {
    const matches = matchDocuments(filter.not);
    return (entry) => !matches(entry);
  }
  const { field } = filter;
  if ('exists' in filter) return (entry) => (valueOf(entry, field) !== undefined) === filter.exists;
  const holds = matchValue(filter);
  return (entry) => {
    const value = valueOf(entry, field);
    if (value === undefined) return false;
    return typeof value === 'object' ? value.some((one) => holds(normalise(one))) : holds(normalise(value));
  };
}

type Condition = Exclude<
  MetadataFilter,
  { and: unknown } | { or: unknown } | { not: unknown } | { exists: unknown }
>;

function matchValue(condition: Condition): (value: MetadataScalar) => boolean {
  const normaliseWanted = (value: MetadataScalar): MetadataScalar =>
    condition.field === '$folder' && typeof value === 'string'
      ? normalise(value.replace(/(?<=[^/])\/+$/, ''))
      : normalise(value);
  if ('equals' in condition) {
    const wanted = normaliseWanted(condition.equals);
    return (value) => value === wanted;
  }
  if ('in' in condition) {
    const wanted = new Set(condition.in.map(normaliseWanted));
    return (value) => wanted.has(value);
  }
  const bounds = BOUNDS.flatMap((bound) => {
    const limit = condition[bound];
    return limit === undefined ? [] : [{ bound, limit: normaliseWanted(limit) }];
  });
  return (value) =>
    bounds.every(({ bound, limit }) => typeof value === typeof limit && IS_WITHIN[bound](value, limit));
}

type Compare = (value: MetadataScalar, limit: MetadataScalar) => boolean;

const IS_WITHIN: Readonly<Record<(typeof BOUNDS)[number], Compare>> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
};

/** File names of some systems hold an umlaut as two characters, and what people type holds it as one. */
function normalise(value: MetadataScalar): MetadataScalar {
  return typeof value === 'string' ? value.normalize('NFC') : value;
}

function valueOf({ record, language }: CatalogueEntry, field: string): MetadataValue | undefined {
  switch (field) {
    case '$id':
    case '$name':
    case '$title':
    case '$format':
    case '$bytes':
    case '$pages':
    case '$addedAt':
      return record[field.slice(1) as 'id' | 'name' | 'title' | 'format' | 'bytes' | 'pages' | 'addedAt'];
    case '$language':
      return language === 'und' ? undefined : language;
    case '$folder':
      return foldersOf(record.name);
    default:
      return record.metadata && Object.hasOwn(record.metadata, field) ? record.metadata[field] : undefined;
  }
}

/** 'a/b/c.txt' lies in 'a' and 'a/b'; nothing when it lies in none. */
function foldersOf(name: string): readonly string[] | undefined {
  const folders: string[] = [];
  for (let at = name.indexOf('/', 1); at !== -1; at = name.indexOf('/', at + 1))
    folders.push(name.slice(0, at));
  return folders.length > 0 ? folders : undefined;
}
