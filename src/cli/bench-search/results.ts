import { FIGURES, type DataKind, type EngineName, type Figure, type Part } from './search-api.ts';

/** What one engine did with one set of vectors: a number, or null where `why` says why there is none. */
export type ResultRow = { n: number; data: DataKind; engine: EngineName } & Record<Figure, number | null> & {
    why: Partial<Record<Figure, string>>;
    /** How it searched, where it chose. */
    setup?: string;
  };

const OTHERWISE: Partial<Record<Figure, string>> = {
  coldRead: 'is not what is compared with a bare read',
  filter10: 'has no filters',
  filter1: 'has no filters',
  recallFilter10: 'has no filters',
  recallFilter1: 'has no filters',
};

/** Joins what was measured of each engine; what is missing gets its reason. */
export function joinRows(n: number, data: DataKind, parts: readonly Part[]): ResultRow[] {
  const engines = [...new Set(parts.map(({ engine }) => engine))];
  return engines.map((engine) => {
    const own = parts.filter((part) => part.engine === engine);
    const figures = Object.assign({}, ...own.map(({ figures }) => figures)) as Part['figures'];
    const reasons = Object.assign({}, ...own.map(({ why }) => why)) as Part['why'];
    const why: Part['why'] = {};
    const row = { n, data, engine } as ResultRow;
    for (const figure of Object.keys(FIGURES) as Figure[]) {
      const value = figures[figure];
      row[figure] = value ?? null;
      if (value === undefined) why[figure] = reasons[figure] ?? reasonOf(engine, figure);
    }
    const setup = own.find((part) => part.setup !== undefined)?.setup;
    return Object.assign(row, { why, ...(setup !== undefined && { setup }) });
  });
}

function reasonOf(engine: EngineName, figure: Figure): string {
  return engine === 'bound'
    ? 'a sum over memory finds and keeps nothing'
    : (OTHERWISE[figure] ?? 'not measured');
}
