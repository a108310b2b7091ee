import { isIntact } from './checksum.ts';
import { unlessDamaged } from './damage.ts';
import type { CorpusDatabase, SegmentInfo, SegmentSet } from './schema.ts';
import type { StrictWriter, WriteTransaction } from './strict-writer.ts';
import { xxh32 } from './xxh32.ts';

/** How many segments are read beyond the one that is wanted. */
const AHEAD = 1;

/** What goes into a segment. */
export interface SegmentContent {
  /** Passages. */
  rows: number;
  bytes: ArrayBuffer;
}

/**
 * Words and vectors on disk, in segments that are written once. What is read is checked; a segment that is not what was
 * written is told, and never handed out.
 */
export class SegmentStore {
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;
  readonly #damaged: SegmentInfo[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(database: CorpusDatabase, writer: StrictWriter) {
    this.#database = database;
    this.#writer = writer;
  }

  /** Those that were found damaged since the opening, and are gone. */
  get damaged(): readonly SegmentInfo[] {
    return this.#damaged;
  }

  /** The segments of a set in their order, without their bytes. */
  async list(set: SegmentSet): Promise<SegmentInfo[]> {
    const keys = await this.#database.getAllKeys('segments', rangeOf(set));
    return keys.map(([, sequence, rows, size]) => ({ set, sequence, rows, size }));
  }

  /**
   * Waits until nobody else goes through the segments or puts some in the place of others, then does so. What is added
   * meanwhile is not waited for.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Hands out the contents of segments one after the other, so that no more than two are in memory. Damaged ones are
   * left out and deleted: what they held is made again from the texts. Call it in turn.
   *
   * @param decode Throws for bytes that are none of this kind.
   */
  async each<T>(
    segments: readonly SegmentInfo[],
    decode: (bytes: ArrayBuffer) => T,
    visit: (content: T, segment: SegmentInfo) => void,
  ): Promise<void> {
    const reads: Promise<ArrayBuffer | undefined>[] = [];
    for (const [at, segment] of segments.entries()) {
      // The disk reads the next ones while one is taken in.
      for (const next of segments.slice(at + reads.length, at + 1 + AHEAD)) {
        const reading = this.#read(next);
        reading.catch(() => undefined);
        reads.push(reading);
      }
      const bytes = await reads.shift();
      const content = bytes && attempt(decode, bytes);
      if (content !== undefined) visit(content, segment);
      else if (await this.replace([segment])) this.#damaged.push(segment);
    }
  }

  /**
   * Puts one segment (or none) in the place of others, in one transaction. Resolves with false where one of them is gone
   * meanwhile; then nothing has changed.
   */
  replace(former: readonly SegmentInfo[], content?: SegmentContent): Promise<boolean> {
    return this.#writer.write(['segments'], async (tx) => {
      const store = tx.objectStore('segments');
      const found = await Promise.all(former.map((segment) => store.getKey(keyOf(segment))));
      const [first] = former;
      if (!first || found.includes(undefined)) return false;
      await Promise.all(former.map((segment) => store.delete(keyOf(segment))));
      if (content) await putSegment(tx, first.set, first.sequence, content);
      return true;
    });
  }

  /** Adds a segment to a set, in a transaction of its own. */
  append(set: SegmentSet, content: SegmentContent): Promise<void> {
    return this.#writer.write(['segments'], (tx) => appendSegment(tx, set, content));
  }

  /** The bytes of a segment; nothing where they are not what was written, also at a second look. */
  async #read(segment: SegmentInfo): Promise<ArrayBuffer | undefined> {
    return (await this.#readOnce(segment)) ?? this.#readOnce(segment);
  }

  async #readOnce(segment: SegmentInfo): Promise<ArrayBuffer | undefined> {
    const record = await unlessDamaged(this.#database.get('segments', keyOf(segment)));
    return record && isIntact(record) ? record.bytes : undefined;
  }
}

/** Adds a segment to a set within the transaction of what it belongs to. */
export async function appendSegment(
  tx: WriteTransaction,
  set: SegmentSet,
  content: SegmentContent,
): Promise<void> {
  const last = await tx.objectStore('segments').openKeyCursor(rangeOf(set), 'prev');
  await putSegment(tx, set, last ? last.primaryKey[1] + 1 : 0, content);
}

/** Deletes all segments of sets. */
export async function clearSegments(tx: WriteTransaction, ...sets: SegmentSet[]): Promise<void> {
  await Promise.all(sets.map((set) => tx.objectStore('segments').delete(rangeOf(set))));
}

/** Array keys sort after numbers, so an empty array ends the range of a set. */
export function rangeOf(set: SegmentSet): IDBKeyRange {
  return IDBKeyRange.bound([set], [set, []]);
}

async function putSegment(
  tx: WriteTransaction,
  set: SegmentSet,
  sequence: number,
  { rows, bytes }: SegmentContent,
): Promise<void> {
  const digest = xxh32(bytes);
  await tx.objectStore('segments').put({ set, sequence, rows, size: bytes.byteLength, digest, bytes });
}

function keyOf({
  set,
  sequence,
  rows,
  size,
}: SegmentInfo): [set: SegmentSet, sequence: number, rows: number, size: number] {
  return [set, sequence, rows, size];
}

function attempt<T>(decode: (bytes: ArrayBuffer) => T, bytes: ArrayBuffer): T | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}
