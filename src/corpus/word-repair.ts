import type { CorpusStore } from '../storage/corpus-store.ts';
import { unlessDamaged } from '../storage/damage.ts';
import type { RunSteps } from '../storage/merge.ts';
import { keyRows } from '../storage/parsed-commit.ts';
import { countPassages } from './analysis.ts';
import { keysOf, type CatalogueEntry } from './catalogue.ts';
import type { Indexes } from './load-indexes.ts';

/**
 * Makes the words of a document again from its text, stores them and puts them into the index. Resolves with false where
 * the text is not there, or another version took its place.
 */
export async function remakeWords(
  store: CorpusStore,
  { catalogue, lexical }: Indexes,
  entry: CatalogueEntry,
  run: RunSteps,
): Promise<boolean> {
  const { record, language, spans } = entry;
  const parsed = await unlessDamaged(store.text(record.id));
  if (!parsed || catalogue.get(record.id) !== entry) return false;
  const words = keyRows(await countPassages(parsed, record.name, language, spans, run), record.firstKey);
  if (catalogue.get(record.id) !== entry) return false;
  await store.commitWords(words);
  if (catalogue.get(record.id) !== entry) return false;
  lexical.remove(keysOf(entry));
  lexical.addRows(words);
  return true;
}
