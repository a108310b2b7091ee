import type { ImportOutcome, ModelShelf, ShelvedModel } from '../../../index.ts';
import { messages } from '../../messages/messages.ts';
import type { Said } from './model-state.ts';

/** Names of files that are told; more would say no more. */
const TOLD = 5;

/**
 * Offers each file to each model, one after the other, and says what became of them.
 *
 * @param onDone told how many files were compared.
 */
export async function importFiles(
  shelf: ModelShelf,
  models: readonly ShelvedModel[],
  files: readonly File[],
  onDone: (done: number) => void,
): Promise<Said[]> {
  const imported = new Map<string, Set<string>>();
  const missing = new Map<string, string[]>();
  const altered = new Set<string>();
  let unknown = 0;
  for (const [at, file] of files.entries()) {
    const outcomes = await offer(shelf, models, file);
    for (const [id, outcome] of outcomes) {
      const paths = imported.get(id) ?? new Set<string>();
      outcome.imported.forEach((path) => paths.add(path));
      if (paths.size > 0) imported.set(id, paths);
      missing.set(id, outcome.missing);
    }
    const isTaken = outcomes.some(([, outcome]) => outcome.imported.length > 0);
    const refusals = outcomes.flatMap(([, { refused }]) => refused);
    const near = refusals.find(({ reason }) => reason === 'altered');
    if (!isTaken && near) altered.add(near.name);
    else if (!isTaken) unknown += 1;
    onDone(at + 1);
  }
  return describeImport({ imported, missing, altered: [...altered], unknown }, models);
}

async function offer(
  shelf: ModelShelf,
  models: readonly ShelvedModel[],
  file: File,
): Promise<[id: string, outcome: ImportOutcome][]> {
  const outcomes: [string, ImportOutcome][] = [];
  for (const { id } of models) outcomes.push([id, await shelf.import(id, [file])]);
  return outcomes;
}

interface Imported {
  imported: ReadonlyMap<string, ReadonlySet<string>>;
  missing: ReadonlyMap<string, readonly string[]>;
  altered: readonly string[];
  unknown: number;
}

function describeImport(
  { imported, missing, altered, unknown }: Imported,
  models: readonly ShelvedModel[],
): Said[] {
  const said: Said[] = [];
  for (const [id, paths] of imported) {
    const title = models.find((model) => model.id === id)?.title ?? id;
    const lacking = missing.get(id) ?? [];
    said.push({ kind: 'news', text: messages.importedModel(title, paths.size, lacking.length) });
    if (lacking.length > 0)
      said.push({ kind: 'trouble', text: messages.importMissing(title, listNames(lacking)) });
  }
  if (altered.length > 0) said.push({ kind: 'trouble', text: messages.importAltered(listNames(altered)) });
  if (imported.size === 0 && altered.length === 0)
    said.push({ kind: 'trouble', text: messages.importNothing });
  else if (unknown > 0) said.push({ kind: 'news', text: messages.importUnknown(unknown) });
  return said;
}

function listNames(names: readonly string[]): string {
  return names.length > TOLD ? `${names.slice(0, TOLD).join(', ')}, …` : names.join(', ');
}
