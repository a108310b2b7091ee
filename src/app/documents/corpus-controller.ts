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

/** At most one look at the corpus in this time, however fast its changes come. */
const REFRESH_MS = 150;

/** A file that was handed over and is not among the documents yet. */
export interface Incoming {
  id: string;
  name: string;
  bytes: number;
  error?: { code: string; message: string };
}

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
  private readonly host: ReactiveControllerHost;
  /** What the last look failed with. */
  private trouble: Notice | undefined;
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
    this.timer ??= setTimeout(() => void this.refresh(), REFRESH_MS);
    this.host.requestUpdate();
  }

  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
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
    this.incoming = [...this.incoming.filter(({ id }) => !rows.some((row) => row.id === id)), ...rows];
    this.say(undefined);
    try {
      this.settleIncoming(rows, await rag.add(sources));
    } catch (error) {
      this.incoming = this.incoming.filter((row) => !rows.includes(row));
      this.say({ kind: 'trouble', text: describeError(error) });
    }
    await this.refresh();
  }

  private settleIncoming(rows: readonly Incoming[], outcomes: readonly AddOutcome[]): void {
    // A document that was removed while it waited is no failure to a person.
    const failed = outcomes.filter(
      ({ outcome, error }) => outcome === 'failed' && error?.code !== 'not_found',
    );
    const unchanged = outcomes.filter(({ outcome }) => outcome === 'unchanged').length;
    const read = outcomes.length - failed.length - unchanged;
    const rejected = failed.map(({ id, name, error }) => ({
      id,
      name,
      bytes: rows.find((row) => row.id === id)?.bytes ?? 0,
      ...(error ? { error } : {}),
    }));
    this.incoming = [...this.incoming.filter((row) => !rows.includes(row)), ...rejected];
    const parts = [
      read + failed.length > 0 ? messages.added(read, failed.length) : '',
      unchanged > 0 ? messages.alreadyThere(unchanged) : '',
    ];
    this.say({ kind: 'news', text: parts.filter(Boolean).join(' ') });
  }

  /** Removes a document at once and offers to put its original back. */
  async remove(id: string): Promise<void> {
    const { rag } = this;
    const document = this.documents.find((candidate) => candidate.id === id);
    this.incoming = this.incoming.filter((row) => row.id !== id);
    if (!rag || !document) return this.host.requestUpdate();
    try {
      // A failed document may have kept no original; then there is nothing to put back.
      const bytes = await rag.original(id).catch(() => undefined);
      await rag.remove([id]);
      this.documents = this.documents.filter((other) => other.id !== id);
      const restore = bytes && ((): void => void this.add([{ id, name: document.name, bytes }]));
      const action = restore && { label: messages.undo, run: restore };
      this.say({ kind: 'news', text: messages.removed(document.name), ...(action ? { action } : {}) });
    } catch (error) {
      this.say({ kind: 'trouble', text: describeError(error) });
    }
    await this.refresh();
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

  /** Documents first, then files on their way, each once. */
  get rows(): readonly (DocumentInfo | Incoming)[] {
    const known = new Set(this.documents.map(({ id }) => id));
    return [...this.documents, ...this.incoming.filter(({ id }) => !known.has(id))];
  }
}
