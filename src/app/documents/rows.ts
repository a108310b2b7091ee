import type { DocumentInfo } from '../../index.ts';

/** A file that was handed over and is not among the documents yet. */
export interface Incoming {
  id: string;
  name: string;
  bytes: number;
  error?: { code: string; message: string };
}

/** A line of the list: a document, or a file on its way to be one. */
export type Row = DocumentInfo | Incoming;

/** Whether it can be searched, or will be without anybody's help. */
export function isFailed(row: Row): boolean {
  return 'state' in row ? row.state === 'failed' : row.error !== undefined;
}

/** The folder of a file that came with its path; empty where that is not known. */
function folderOf({ id, name }: Row): string {
  return id.endsWith(`/${name}`) ? id.slice(0, -name.length - 1) : '';
}

/** The folders of those documents that share their name with another one, by id. */
export function foldersOf(rows: readonly Row[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of rows) counts.set(name, (counts.get(name) ?? 0) + 1);
  const alike = rows.filter(({ name }) => (counts.get(name) ?? 0) > 1);
  return new Map(alike.map((row) => [row.id, folderOf(row)] as const).filter(([, folder]) => folder !== ''));
}

/** The rows whose name or folder holds every word of what was typed, in any order and case. */
export function filterRows(rows: readonly Row[], typed: string): readonly Row[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ id, name }) => {
    const text = `${id}\n${name}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
