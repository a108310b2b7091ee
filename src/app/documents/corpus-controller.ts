import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  AddOutcome,
  CorpusChange,
  DocumentInfo,
  ModelManifest,
  Progress,
  Rag,
  SourceDocument,
  Status,
} from '../../index.ts';
import { describeError } from '../describe.ts';
import { messages } from '../messages/messages.ts';
import type { Incoming, Row } from './rows.ts';

/** At most one look at the corpus in this time, however fast its changes come. */
const REFRESH_MS = 150;

/** A line above the columns: what happened, and possibly one thing to do about it. */
export interface Notice {
  kind: 'trouble' | 'news';
  text: string;
  action?: { label: string; run: () => void };
}

/** Keeps what the page shows of the corpus in step with it. */
export class CorpusController implements ReactiveController {
  rag: Rag | undefined;
  documents: readonly DocumentInfo[] = [];
  /** Titles of the documents by id. */
  titles: ReadonlyMap<string, string> = new Map();
  /** Ids of the documents. */
  ids: ReadonlySet<string> = new Set();
  incoming: readonly Incoming[] = [];
  status: Status | undefined;
  notice: Notice | undefined;
  /** The last step of bringing the model up, until it is there or has failed. */
  loading: Progress | undefined;
  /** Whether the documents were read from the corpus at least once. */
  isLoaded = false;
  /** What could not be read, as it was handed over in this visit. */
  private readonly unread = new Map<string, SourceDocument>();
  private shown: { from: readonly unknown[]; rows: readonly Row[] } | undefined;
  private readonly host: ReactiveControllerHost;
  /** What the last look failed with. */
  private trouble: Notice | undefined;
  private looking: Promise<void> | undefined;
  private isStale = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  attach(rag: Rag | undefined): void {
    this.rag = rag;
    this.status = undefined;
    if (rag) void this.refresh();
    this.host.requestUpdate();
  }

  /** To be called for each change that the corpus reports. */
  noteChange(change: CorpusChange): void {
    const { progress } = change;
    if (progress && ['download', 'verify', 'load'].includes(progress.step)) this.loading = progress;
    // Changes come by the hundred while documents are read; the page is drawn when they were looked at, not for each.
    this.timer ??= setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  /** Looks at the corpus; resolves when the page knows of all that happened before the call. */
  refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isStale = true;
    this.looking ??= this.lookUntilFresh();
    return this.looking;
  }

  private async lookUntilFresh(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      await this.look();
    }
    // Here and not when the promise settles: a change that comes in between would be overlooked.
    this.looking = undefined;
  }

  private async look(): Promise<void> {
    const { rag } = this;
    if (!rag) return;
    try {
      const [documents, status] = await Promise.all([rag.documents(), rag.status()]);
      if (rag !== this.rag) return;
      this.documents = documents;
      this.ids = new Set(documents.map(({ id }) => id));
      this.titles = new Map(documents.flatMap(({ id, title }) => (title ? [[id, title]] : [])));
      this.status = status;
      const isLoading = status.switching?.embedded === 0 && !status.switching.error;
      if (!isLoading && (status.embedder ?? status.embedderError)) this.loading = undefined;
      this.isLoaded = true;
      // Another tab that works on the documents may answer again.
      if (this.notice === this.trouble) this.notice = undefined;
      this.host.requestUpdate();
    } catch (error) {
      if (rag !== this.rag) return;
      this.trouble = { kind: 'trouble', text: describeError(error) };
      this.say(this.trouble);
    }
  }

  say(notice: Notice | undefined): void {
    this.notice = notice;
    this.host.requestUpdate();
  }

  /** Adds documents; each shows as waiting at once. Failures of single documents stay in the list. */
  async add(sources: readonly SourceDocument[]): Promise<void> {
    const { rag } = this;
    if (!rag || sources.length === 0) return;
    const rows = sources.map((source) => ({
      id: source.id ?? source.name,
      name: source.name,
      bytes: source.bytes instanceof Blob ? source.bytes.size : source.bytes.byteLength,
    }));
    const ids = new Set(rows.map(({ id }) => id));
    this.incoming = [...this.incoming.filter(({ id }) => !ids.has(id)), ...rows];
    this.say(undefined);
    try {
      const outcomes = await rag.add(sources);
      this.keepUnread(sources, outcomes);
      // The documents are known before the files on their way are let go: no row is gone in between.
      await this.refresh();
      this.settleIncoming(rows, outcomes);
    } catch (error) {
      const failed = new Set<Incoming>(rows);
      this.incoming = this.incoming.filter((row) => !failed.has(row));
      this.say({ kind: 'trouble', text: describeError(error) });
      await this.refresh();
    }
  }

  private settleIncoming(rows: readonly Incoming[], outcomes: readonly AddOutcome[]): void {
    // A document that was removed while it waited is no failure to a person.
    const failed = outcomes.filter(
      ({ outcome, error }) => outcome === 'failed' && error?.code !== 'not_found',
    );
    const unchanged = outcomes.filter(({ outcome }) => outcome === 'unchanged').length;
    const read = outcomes.length - failed.length - unchanged;
    const sizes = new Map(rows.map(({ id, bytes }) => [id, bytes]));
    const rejected = failed.map(({ id, name, error }) => ({
      id,
      name,
      bytes: sizes.get(id) ?? 0,
      ...(error ? { error } : {}),
    }));
    const settled = new Set(rows);
    this.incoming = [...this.incoming.filter((row) => !settled.has(row)), ...rejected];
    const parts = [
      read + failed.length > 0 ? messages.added(read, failed.length) : '',
      unchanged > 0 ? messages.alreadyThere(unchanged) : '',
    ];
    const isTroubled = this.notice !== undefined && this.notice === this.trouble;
    this.say(isTroubled ? this.notice : { kind: 'news', text: parts.filter(Boolean).join(' ') });
  }

  private keepUnread(sources: readonly SourceDocument[], outcomes: readonly AddOutcome[]): void {
    for (const [at, { id, outcome }] of outcomes.entries()) {
      const source = sources[at];
      if (outcome === 'failed' && source) this.unread.set(id, source);
      else this.unread.delete(id);
    }
  }

  /** Reads a document again that could not be read; resolves with false where its bytes are not at hand any more. */
  async retry(id: string): Promise<boolean> {
    const row = this.rows.find((candidate) => candidate.id === id);
    const bytes = await this.rag?.original(id).catch(() => undefined);
    const source = this.unread.get(id) ?? (row && bytes && { id, name: row.name, bytes });
    if (!source) return false;
    await this.add([source]);
    return true;
  }

  /** Removes documents at once; resolves with those that can be put back, as they can be added again. */
  async remove(ids: readonly string[]): Promise<SourceDocument[]> {
    const { rag } = this;
    const gone = new Set(ids);
    const removed = this.documents.filter(({ id }) => gone.has(id));
    this.incoming = this.incoming.filter(({ id }) => !gone.has(id));
    for (const id of ids) this.unread.delete(id);
    this.host.requestUpdate();
    if (!rag || removed.length === 0) return [];
    try {
      const originals = await Promise.all(removed.map((document) => readOriginal(rag, document)));
      await rag.remove(removed.map(({ id }) => id));
      this.documents = this.documents.filter(({ id }) => !gone.has(id));
      return originals.filter((source) => source !== undefined);
    } finally {
      await this.refresh();
    }
  }

  /** Resolves when the other embedder answers, or has failed, which is then said. */
  async switchEmbedder(embedder: ModelManifest): Promise<void> {
    const { rag } = this;
    try {
      await rag?.switchEmbedder(embedder);
    } catch (error) {
      // One that was closed meanwhile goes on at its next opening.
      if (rag === this.rag) this.say({ kind: 'trouble', text: describeError(error) });
    }
    await this.refresh();
  }

  /** The document that is being read: the corpus takes one after the other, in this order. */
  get reading(): string | undefined {
    return this.documents.find(({ state }) => state === 'queued')?.id;
  }

  /** Those of these documents that are still there, with their names. */
  namesOf(ids: readonly string[]): { id: string; name: string }[] {
    const wanted = new Set(ids);
    return this.documents.filter(({ id }) => wanted.has(id)).map(({ id, name }) => ({ id, name }));
  }

  /** Documents first, then files on their way, each once; the same list as long as nothing changed. */
  get rows(): readonly Row[] {
    const from = [this.documents, this.incoming];
    if (this.shown && from.every((list, at) => list === this.shown?.from[at])) return this.shown.rows;
    const known = new Set(this.documents.map(({ id }) => id));
    const rows = [...this.documents, ...this.incoming.filter(({ id }) => !known.has(id))];
    this.shown = { from, rows };
    return rows;
  }
}

/** A document as it can be added again; nothing for one that failed and kept no original. */
async function readOriginal(
  rag: Rag,
  { id, name, metadata }: DocumentInfo,
): Promise<SourceDocument | undefined> {
  const bytes = await rag.original(id).catch(() => undefined);
  return bytes && { id, name, bytes, ...(metadata ? { metadata } : {}) };
}
