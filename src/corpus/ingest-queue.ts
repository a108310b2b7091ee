import type { AddOutcome } from '../api.ts';
import { isRagError } from '../errors.ts';
import { isSameMetadata } from '../metadata.ts';
import { sha256 } from '../models/digest.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { ParsedCommit } from '../storage/parsed-commit.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import type { ParsedDocument, SourceDocument } from '../types.ts';
import type { Analysed } from './analysis.ts';
import { describeRemoval, describeUnread } from './failure.ts';
import { lineUp, type IngestJob, type Queued } from './ingest-job.ts';
import { restoreOriginal } from './originals.ts';

/** What the queue needs of its surroundings. */
export interface IngestParts {
  store: CorpusStore;
  /** Throws `DocumentError` for a size that is not worth reading. */
  checkSize(name: string, bytes: number): void;
  parse(name: string, content: Blob): Promise<ParsedDocument>;
  /** Ends the parse under way, whose promise then rejects. */
  stopParsing(): void;
  /** Splits a document into passages and their words. */
  analyse(parsed: ParsedDocument, name: string, signal: AbortSignal): Promise<Analysed>;
  /** Vectors that stay valid because passages of the version before are unchanged. */
  reuse(id: string, parsed: ParsedDocument, analysed: Analysed): Promise<ParsedCommit['vectors']>;
  onStored(record: DocumentRecord, commit: ParsedCommit): void;
  /** A document that was read has other metadata now. */
  onDescribed(record: DocumentRecord): void;
  onFailed(record: DocumentRecord): void;
  /** The queue grew or shrank. */
  onChange(): void;
}

/**
 * Brings documents from bytes to searchable words, one after the other. The bytes are stored first, so that whatever
 * was handed over is read after a crash too.
 */
export class IngestQueue {
  readonly #parts: IngestParts;
  readonly #jobs: IngestJob[] = [];
  /** Documents that stay stored in the queue because something else than they themselves failed. */
  readonly #stalled = new Map<string, { queued: Queued; error: { code: string; message: string } }>();
  #running: Promise<void> | undefined;
  #lastAddedAt = 0;
  readonly #closing = new AbortController();

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** Documents that wait or are being read. */
  get waiting(): readonly Queued[] {
    return this.#jobs.map(({ queued }) => queued);
  }

  /** Documents that could not be read for now: they are tried again with the next one, or at the next start. */
  get stalled(): readonly { queued: Queued; error: { code: string; message: string } }[] {
    return [...this.#stalled.values()];
  }

  /** Takes up what an earlier session left. */
  async resume(): Promise<void> {
    for (const queued of await this.#parts.store.queued()) void this.#push(queued, false);
  }

  /** Reads a stored document once more, of which what is there stays until then; resolves with false where it cannot be. */
  async readAgain(document: DocumentRecord): Promise<boolean> {
    if (this.#jobs.some(({ queued }) => queued.id === document.id)) return true;
    const queued = await this.#parts.store.requeue(document);
    if (queued && !this.#closing.signal.aborted) void this.#push(queued, true);
    return queued !== undefined;
  }

  /**
   * Stores the bytes; the promise inside resolves when the document is read. Nothing of this rejects for a bad file. What
   * could not be read before is tried again behind it.
   */
  async add(source: SourceDocument): Promise<{ outcome: Promise<AddOutcome> }> {
    const id = source.id ?? source.name;
    const added = await this.#take(source, id);
    this.#retryStalled(id);
    return added;
  }

  async #take(source: SourceDocument, id: string): Promise<{ outcome: Promise<AddOutcome> }> {
    const named = { id, name: source.name };
    const earlier =
      this.#jobs.findLast(({ queued }) => queued.id === id)?.queued ?? this.#stalled.get(id)?.queued;
    try {
      const content = source.bytes instanceof Blob ? source.bytes : new Blob([source.bytes as BlobPart]);
      const tooLarge = this.#sizeError(source.name, content.size);
      if (tooLarge) return { outcome: this.#refuse({ ...named, bytes: content.size, sha256: '' }, tooLarge) };
      const hash = await sha256(await content.arrayBuffer());
      const same = this.#jobs.find((job) => job.queued.id === id && job.queued.sha256 === hash);
      if (same) {
        same.queued = await this.#describe(same.queued, source);
        return { outcome: same.done.promise };
      }
      const stored = await this.#parts.store.document(id);
      if (stored?.sha256 === hash && stored.state !== 'failed') {
        const restored = await restoreOriginal(this.#parts.store, stored, content);
        if (restored) this.#parts.onDescribed(restored);
        const isSame = (await this.#describe(stored, source)) === stored;
        return { outcome: Promise.resolve({ ...named, outcome: isSame ? 'unchanged' : 'updated' }) };
      }
      const metadata = source.metadata ?? (earlier ?? stored)?.metadata;
      const described = { ...named, ...(metadata ? { metadata } : {}) };
      const queued: Queued = { ...described, bytes: content.size, sha256: hash, addedAt: this.#now() };
      await this.#parts.store.enqueue({ ...queued, content: new Blob([content]) });
      this.#stalled.delete(id);
      return { outcome: this.#push(queued, stored !== undefined && stored.state !== 'failed') };
    } catch (error) {
      return {
        outcome: Promise.resolve({ ...named, outcome: 'failed', error: describeUnread(error, source.name) }),
      };
    }
  }

  /** The document with the metadata that it shall have; the same object where that is what it has. */
  async #describe<T extends Queued>(document: T, { metadata }: SourceDocument): Promise<T> {
    if (!metadata || isSameMetadata(document.metadata, metadata)) return document;
    const record = await this.#parts.store.setMetadata(document.id, document.sha256, metadata);
    if (record) this.#parts.onDescribed(record);
    return { ...document, metadata };
  }

  #retryStalled(except: string): void {
    const stalled = [...this.#stalled.values()];
    this.#stalled.clear();
    for (const { queued } of stalled) if (queued.id !== except) void this.#push(queued, false, true);
  }

  #sizeError(name: string, bytes: number): unknown {
    try {
      this.#parts.checkSize(name, bytes);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Lists a document as failed without taking its bytes. */
  async #refuse(document: Omit<Queued, 'addedAt'>, error: unknown): Promise<AddOutcome> {
    const { id, name } = document;
    return {
      id,
      name,
      outcome: 'failed',
      error: await this.#fail({ ...document, addedAt: this.#now() }, error),
    };
  }

  /** Takes back documents that were not read yet; what was stored under their ids before stays. */
  async cancel(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (!this.#jobs.some(({ queued }) => queued.id === id)) continue;
      this.remove(id);
      await this.#parts.store.dequeue(id);
    }
  }

  /** Takes documents off the queue; the one that is being read is dropped when its turn to be stored comes. */
  remove(id: string): void {
    this.#stalled.delete(id);
    const isRunning = this.#jobs[0]?.queued.id === id;
    const kept = this.#jobs.filter((job) => job.queued.id !== id);
    for (const job of this.#jobs.filter((other) => other.queued.id === id)) {
      job.done.resolve({
        id,
        name: job.queued.name,
        outcome: 'failed',
        error: describeRemoval(job.queued.name),
      });
    }
    this.#jobs.splice(0, this.#jobs.length, ...kept);
    if (isRunning) this.#parts.stopParsing();
    this.#parts.onChange();
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Stops at once; what was not read stays stored in the queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#parts.stopParsing();
    await this.#running;
  }

  #push(queued: Queued, isReplacement: boolean, isRetry = false): Promise<AddOutcome> {
    const job: IngestJob = { queued, isReplacement, isRetry, done: Promise.withResolvers() };
    lineUp(this.#jobs, job);
    this.#parts.onChange();
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return job.done.promise;
  }

  async #run(): Promise<void> {
    for (let job = this.#jobs[0]; job && !this.#closing.signal.aborted; job = this.#jobs[0]) {
      job.done.resolve(await this.#read(job));
      if (this.#jobs[0] === job) this.#jobs.shift();
      this.#parts.onChange();
    }
  }

  async #read(job: IngestJob): Promise<AddOutcome> {
    const { queued } = job;
    const named = { id: queued.id, name: queued.name };
    try {
      const content = await this.#parts.store.queuedContent(queued.id);
      if (!content) return { ...named, outcome: 'failed', error: describeRemoval(queued.name) };
      const parsed = await this.#parts.parse(queued.name, content);
      const analysed = await this.#parts.analyse(parsed, queued.name, this.#closing.signal);
      if (!this.#jobs.includes(job))
        return { ...named, outcome: 'failed', error: describeRemoval(queued.name) };
      const vectors = await this.#parts.reuse(queued.id, parsed, analysed);
      const commit = { queued, parsed, ...analysed, vectors };
      this.#parts.onStored(await this.#parts.store.commitParsed(commit), commit);
      return { ...named, outcome: job.isReplacement ? 'replaced' : 'added' };
    } catch (error) {
      // What was stopped on purpose says nothing about the document.
      if (this.#closing.signal.aborted || !this.#jobs.includes(job))
        return { ...named, outcome: 'failed', error: describeRemoval(queued.name) };
      return { ...named, outcome: 'failed', error: await this.#fail(queued, error) };
    }
  }

  /** A document that cannot be read is recorded as failed. Any other failure leaves it in the queue for the next start. */
  async #fail(queued: Queued, error: unknown): Promise<{ code: string; message: string }> {
    const reason = describeUnread(error, queued.name);
    if (isRagError(error) && error.name === 'DocumentError') {
      this.#parts.onFailed(await this.#parts.store.commitFailed(queued, reason));
    } else {
      this.#stalled.set(queued.id, { queued, error: reason });
    }
    return reason;
  }

  /** Two documents never share a moment, so that their order survives. */
  #now(): number {
    this.#lastAddedAt = Math.max(Date.now(), this.#lastAddedAt + 1);
    return this.#lastAddedAt;
  }
}
