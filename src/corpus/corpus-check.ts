import type { CheckFinding, CheckReport } from '../check-report.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import { unlessDamaged } from '../storage/damage.ts';
import type { RunSteps } from '../storage/merge.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import type { ParsedDocument, PassageSpan, Progress } from '../types.ts';
import type { BackgroundGate } from './background-gate.ts';
import { keysOf, type CatalogueEntry } from './catalogue.ts';
import { checkRows, type CheckedRows } from './check-rows.ts';
import type { Indexes } from './load-indexes.ts';
import { isOriginalWhole } from './originals.ts';
import type { TextCache } from './text-cache.ts';
import { runInSlices } from './time-slices.ts';
import { remakeWords } from './word-repair.ts';

/** What a check looks at and repairs with. */
export interface CheckParts {
  store: CorpusStore;
  indexes: Indexes;
  texts: TextCache;
  /** Has a document read again from its original. */
  readAgain(document: DocumentRecord): Promise<boolean>;
  /** Has missing vectors made. */
  embed(): void;
  /** What long steps give way to. */
  gate: BackgroundGate;
}

/** Goes through everything that a corpus stores, and repairs it from the rest of what is stored. See `Rag.check`. */
export class CorpusCheck {
  readonly #parts: CheckParts;
  readonly #repaired: CheckFinding[] = [];
  readonly #lost: CheckFinding[] = [];

  constructor(parts: CheckParts) {
    this.#parts = parts;
  }

  async run(
    signal: AbortSignal = new AbortController().signal,
    onProgress?: (progress: Progress) => void,
  ): Promise<CheckReport> {
    const { store, indexes, embed } = this.#parts;
    // Before the segments are listed, so that the rows of these are among them.
    const entries = [...indexes.catalogue.values()].filter(({ record }) => record.state !== 'failed');
    const rows = await checkRows(store, indexes);
    try {
      for (const [done, entry] of entries.entries()) {
        signal.throwIfAborted();
        const subject = entry.record.name;
        onProgress?.({ step: 'verify', subject, done, total: entries.length, unit: 'documents' });
        await this.#checkDocument(entry, rows, signal);
      }
    } finally {
      // Also of those that were found before it was stopped.
      embed();
    }
    return {
      isSound: this.#lost.length === 0,
      documents: entries.length,
      segments: rows.segments,
      bytes: rows.bytes,
      repaired: this.#repaired,
      lost: this.#lost,
    };
  }

  async #checkDocument(entry: CatalogueEntry, rows: CheckedRows, signal: AbortSignal): Promise<void> {
    const { store, indexes } = this.#parts;
    const { record } = entry;
    const [hasOriginal, text, passages] = await Promise.all([
      isOriginalWhole(store, record),
      unlessDamaged(store.soundText(record.id)),
      unlessDamaged(store.passages(record.id)),
    ]);
    // It may have been removed or replaced meanwhile.
    if (indexes.catalogue.get(record.id) !== entry) return;
    if (!hasOriginal && !record.isWithoutOriginal)
      this.#report(this.#lost, entry, 'original', lostOriginal(text !== undefined));
    const arePassagesWhole = passages !== undefined && fit(passages.spans, record, text);
    if (!text || !arePassagesWhole) await this.#readAgain(entry, text ? 'passages' : 'text', hasOriginal);
    else if (keysOf(entry).some((key) => !rows.words.has(key))) await this.#remakeWords(entry, signal);
    this.#remakeVectors(entry, rows);
  }

  async #readAgain(entry: CatalogueEntry, part: 'text' | 'passages', hasOriginal: boolean): Promise<void> {
    const { texts, readAgain } = this.#parts;
    texts.delete(entry.record.id);
    if (hasOriginal && (await readAgain(entry.record))) {
      this.#report(
        this.#repaired,
        entry,
        part,
        `Its ${part} was damaged. It is being read again from the original.`,
      );
    } else {
      const original = entry.record.isWithoutOriginal ? 'its original was not kept' : 'so is its original';
      const message =
        part === 'text'
          ? `Its text is damaged, and ${original}: it may be found, but not quoted. Remove it and add the file again.`
          : `The list of its passages is damaged, and ${original}: it will not be found after the next opening. Remove it and add the file again.`;
      this.#report(this.#lost, entry, part, message);
    }
  }

  async #remakeWords(entry: CatalogueEntry, signal: AbortSignal): Promise<void> {
    const { store, indexes, gate } = this.#parts;
    const run: RunSteps = (steps) => runInSlices(steps, gate, signal);
    if (!(await remakeWords(store, indexes, entry, run))) return;
    this.#report(
      this.#repaired,
      entry,
      'words',
      'Its words were damaged. They were made again from its text.',
    );
  }

  /** Takes vectors that are not on disk out of the indexes, which has them made again. */
  #remakeVectors(entry: CatalogueEntry, { vectors }: CheckedRows): void {
    const { catalogue, spaces } = this.#parts.indexes;
    if (catalogue.get(entry.record.id) !== entry) return;
    for (const [fingerprint, missing] of vectors) {
      const lost = keysOf(entry).filter((key) => missing.has(key));
      if (lost.length === 0) continue;
      spaces.get(fingerprint)?.index.remove(lost);
      const message = `The vectors of ${lost.length} of its ${entry.spans.length} passages were damaged. They are being made again; until then words find these.`;
      this.#report(this.#repaired, entry, 'vectors', message);
    }
  }

  #report(
    findings: CheckFinding[],
    entry: CatalogueEntry,
    part: CheckFinding['part'],
    message: string,
  ): void {
    const { id, name } = entry.record;
    findings.push({ documentId: id, document: name, part, message });
  }
}

function lostOriginal(hasText: boolean): string {
  return hasText
    ? 'Its original file is damaged or gone, so that it can be searched and quoted, but not shown as it was. Add the file again.'
    : 'Its original file is damaged or gone. Add the file again.';
}

/** Whether passages lie in the text, and are as many as there are keys for. */
function fit(
  spans: readonly PassageSpan[],
  { passages }: DocumentRecord,
  text: ParsedDocument | undefined,
): boolean {
  const length = text?.text.length ?? Infinity;
  return (
    spans.length === passages &&
    spans.every(({ start, end }) => Number.isInteger(start) && start >= 0 && start <= end && end <= length)
  );
}
