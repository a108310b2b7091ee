import { catalogue, type CatalogueEntry } from '../models/catalogue.ts';
import type { InstalledModel } from './installed-models.ts';

/** A line of the list of models. */
export interface ModelRow {
  id: string;
  state: 'built in' | 'installed' | 'can be added';
  kind: string;
  engine: string;
  /** Number format; absent where nothing says it. */
  dtype?: string;
  bytes?: number;
  license: string;
  /** Repository and commit, or the repository alone before it is added. */
  source: string;
  /** What of it was run by us. */
  testedByUs?: string;
}

/** What is here, then what the catalogue offers besides. */
export function listRows(installed: readonly InstalledModel[]): ModelRow[] {
  const here = new Set(installed.map(({ manifest }) => manifest.id));
  const models = installed.filter(({ manifest }) => manifest.kind !== 'runtime');
  return [...models.map(toRow), ...catalogue.filter(({ id }) => !here.has(id)).map(toOffer)];
}

function toRow({ manifest, bytes, isBuiltIn }: InstalledModel): ModelRow {
  const { id, kind, engine, license, source, embedder, generator, reranker } = manifest;
  const dtype = (embedder ?? generator ?? reranker)?.dtype;
  const known = catalogue.find((entry) => entry.id === id && entry.isBuiltIn === isBuiltIn);
  return {
    id,
    state: isBuiltIn ? 'built in' : 'installed',
    kind,
    engine: `${engine.name} ${engine.version}`,
    ...(dtype !== undefined && { dtype }),
    bytes,
    license,
    source,
    ...(known?.testedByUs !== undefined && { testedByUs: known.testedByUs }),
  };
}

function toOffer({ id, kind, engine, dtype, license, repo, revision, testedByUs }: CatalogueEntry): ModelRow {
  return {
    id,
    state: 'can be added',
    kind,
    engine,
    ...(dtype !== undefined && { dtype }),
    license,
    source: revision === undefined ? repo : `${repo}@${revision}`,
    ...(testedByUs !== undefined && { testedByUs }),
  };
}

/** The list for people. */
export function formatRows(rows: readonly ModelRow[]): string {
  const blocks = rows.map(({ id, state, kind, engine, dtype, bytes, license, source, testedByUs }) => {
    const size = bytes === undefined ? undefined : `${(bytes / 1e6).toFixed(0)} MB`;
    const facts = [kind, engine, dtype, size, license].filter((fact) => fact !== undefined).join(', ');
    return `${id} (${state})\n  ${facts}\n  from ${source}\n  run by us: ${testedByUs ?? 'no'}`;
  });
  return blocks.join('\n\n');
}
