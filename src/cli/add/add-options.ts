import { AddError, readCount, type AddOptions, type ModelKind } from './layout.ts';

type OptionName =
  | 'id'
  | 'kind'
  | 'title'
  | 'license'
  | 'languages'
  | 'dtype'
  | 'file'
  | 'library'
  | 'library-sha256'
  | 'pooling'
  | 'query-prefix'
  | 'passage-prefix'
  | 'context'
  | 'canaries';

const TEXT = { type: 'string' } as const;

/** Options of `models -- add`, as `parseArgs` takes them. */
export const ADD_OPTIONS: Readonly<Record<OptionName, typeof TEXT>> = {
  id: TEXT,
  kind: TEXT,
  title: TEXT,
  license: TEXT,
  languages: TEXT,
  dtype: TEXT,
  file: TEXT,
  library: TEXT,
  'library-sha256': TEXT,
  pooling: TEXT,
  'query-prefix': TEXT,
  'passage-prefix': TEXT,
  context: TEXT,
  canaries: TEXT,
};

type Values = { [Name in OptionName]?: string | undefined };

const KINDS: readonly ModelKind[] = ['embedder', 'generator', 'reranker'];

/**
 * Reads what an operator said.
 *
 * @throws {AddError} an option is not one of its values.
 */
export function readAddOptions(values: Values): AddOptions {
  const { id, title, license, dtype, file, library, canaries } = values;
  const texts = { id, title, license, dtype, file, library, canaries };
  const kind = readOneOf('--kind', values.kind, KINDS);
  const pooling = readOneOf('--pooling', values.pooling, ['mean', 'cls'] as const);
  const prefixes = readPrefixes(values['query-prefix'], values['passage-prefix']);
  const contextTokens = readContext(values.context);
  const { 'library-sha256': librarySha256, languages } = values;
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined && text !== '')),
    ...(languages && { languages: languages.split(',').map((tag) => tag.trim()) }),
    ...(librarySha256 && { librarySha256 }),
    ...(kind && { kind }),
    ...(pooling && { pooling }),
    ...(prefixes && { prefixes }),
    ...(contextTokens !== undefined && { contextTokens }),
  };
}

function readOneOf<T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((option) => option === value);
  if (found !== undefined) return found;
  throw new AddError(`${name} is ${allowed.join(' or ')}, not "${value}".`);
}

function readPrefixes(
  query: string | undefined,
  passage: string | undefined,
): AddOptions['prefixes'] | undefined {
  if (query === undefined && passage === undefined) return undefined;
  if (query && passage) return { query, passage };
  throw new AddError('A model with prefixes has both: say --query-prefix and --passage-prefix.');
}

function readContext(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const tokens = readCount(Number(value));
  if (tokens !== undefined) return tokens;
  throw new AddError(`--context is a number of tokens, not "${value}".`);
}
