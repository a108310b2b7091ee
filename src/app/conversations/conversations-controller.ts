import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PageEvents } from '../light-element.ts';
import { describeError } from '../describe.ts';
import type { Notice } from '../documents/corpus-controller.ts';
import { messages } from '../messages/messages.ts';
import type { RouteController } from '../route.ts';
import type { ConversationInfo } from './conversation-schema.ts';
import { formatConversation } from './conversation-markdown.ts';
import { ConversationSearch, type Find } from './conversation-search.ts';
import { Drafts } from './drafts.ts';
import { ConversationStore, type ConversationChange, type KeptConversation } from './conversation-store.ts';
import { fileNameOf, saveText } from './save-file.ts';
import { OpenConversation, type Surroundings } from './open-conversation.ts';

/** What the conversations rest on. */
export interface ConversationsSetup extends Pick<Surroundings, 'conversation' | 'writing'> {
  readonly route: RouteController;
  /** Says what went wrong; once for each kind of trouble. */
  onTrouble: (text: string) => void;
}

/** The conversations about the open corpus: which there are, and which one is open. */
export class ConversationsController implements ReactiveController {
  /** The latest first. */
  list: readonly ConversationInfo[] = [];
  /** Whether the list was read at least once. */
  isLoaded = false;
  /** What is looked for; empty for nothing. */
  query = '';
  /** Those that hold what is looked for; undefined when nothing is. */
  finds: readonly Find[] | undefined;
  /** What happened, and how to undo it. */
  notice: Notice | undefined;
  readonly open: OpenConversation;
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly setup: ConversationsSetup;
  private readonly search: ConversationSearch;
  private corpus = '';
  private store: Promise<ConversationStore> | undefined;
  private saidTrouble = '';
  /** The conversation that was copied last, as it was then. */
  private copied: ConversationInfo | undefined;
  private readonly drafts = new Drafts();

  constructor(host: ReactiveControllerHost & HTMLElement, setup: ConversationsSetup) {
    this.host = host;
    this.setup = setup;
    this.search = new ConversationSearch(async (id) => (await this.openStore()).read(id));
    this.open = new OpenConversation({
      ...setup,
      openStore: () => this.openStore(),
      readCorpus: () => this.corpus,
      onBegin: (id) => setup.route.replace({ kind: 'conversation', id }),
      onChange: () => void this.refresh(),
      onTrouble: (error) => this.sayTrouble(error),
    });
    host.addController(this);
    this.listen();
  }

  hostConnected(): void {
    // Its opening takes as long as that of the corpus, so both begin at once; failing, it is tried again when needed.
    void this.openStore().catch(() => undefined);
  }

  hostDisconnected(): void {
    void this.store?.then((store) => store.close()).catch(() => undefined);
    this.store = undefined;
  }

  private listen(): void {
    const on = <Name extends keyof PageEvents>(
      name: Name,
      handle: (detail: PageEvents[Name]) => void,
    ): void =>
      this.host.addEventListener(name, (event) => handle((event as CustomEvent<PageEvents[Name]>).detail));
    on('draft', (text) => this.keepDraft(text));
    on('find-conversations', (query) => void this.find(query));
    on('rename-conversation', ({ id, title }) => void this.rename(id, title));
    on('delete-conversation', (id) => void this.remove(id));
  }

  /** The title of the open conversation. */
  get title(): string {
    return this.list.find(({ id }) => id === this.open.id)?.title ?? '';
  }

  /** Whether the open conversation was copied as it is. */
  get isCopied(): boolean {
    const open = this.list.find(({ id }) => id === this.open.id);
    return open !== undefined && open.id === this.copied?.id && open.changedAt === this.copied.changedAt;
  }

  /** The half-written question of the open conversation. */
  get draft(): string {
    return this.drafts.read(this.corpus, this.open.id);
  }

  private keepDraft(text: string): void {
    this.drafts.keep(text, this.corpus, this.open.id);
  }

  /** Shows the conversations about this corpus, and the one that the address names. */
  async attach(corpus: string): Promise<void> {
    if (corpus === this.corpus) return;
    this.corpus = corpus;
    const { place } = this.setup.route;
    await this.open.show(place.kind === 'conversation' ? place.id : undefined);
    await this.refresh();
  }

  /** Goes to a new conversation. */
  readonly startNew = (): void => this.setup.route.go({ kind: 'conversation' });

  async rename(id: string, title: string): Promise<void> {
    await this.change((store) => store.rename(id, title));
  }

  /** Deletes a conversation at once and offers to put it back. */
  async remove(id: string): Promise<void> {
    const wasOpen = this.open.id === id;
    if (wasOpen) {
      await this.open.show(undefined);
      this.setup.route.replace({ kind: 'conversation' });
    }
    await this.change(async (store) => {
      const removed = await store.remove([id]);
      const title = removed[0]?.info.title ?? '';
      const run = (): void => void this.restore(removed, wasOpen);
      this.notice = {
        kind: 'news',
        text: messages.conversationDeleted(title),
        action: { label: messages.undo, run },
      };
    });
  }

  /** A conversation with all its turns, as it is kept. */
  async read(id: string): Promise<KeptConversation | undefined> {
    if (id === this.open.id) await this.open.settled();
    return (await this.openStore()).read(id);
  }

  /** Looks for words in titles, questions and answers. */
  async find(query: string): Promise<void> {
    this.query = query;
    const finds = query.trim() ? await this.search.find(query, this.list) : undefined;
    if (query !== this.query) return;
    this.finds = finds;
    this.host.requestUpdate();
  }

  /** Copies the open conversation as Markdown. */
  readonly copy = async (): Promise<void> => {
    const kept = await this.readOpen();
    if (!kept) return;
    try {
      await navigator.clipboard.writeText(formatConversation(kept, new Date()));
      this.copied = kept.info;
      this.host.requestUpdate();
    } catch {
      this.setup.onTrouble(messages.copyFailed);
    }
  };

  /** Hands the open conversation to the downloads, as Markdown. */
  readonly save = async (): Promise<void> => {
    const kept = await this.readOpen();
    if (!kept) return;
    saveText(formatConversation(kept, new Date()), fileNameOf(kept.info.title, 'md'), 'text/markdown');
  };

  private async readOpen(): Promise<KeptConversation | undefined> {
    const { id } = this.open;
    if (id === undefined) return undefined;
    try {
      return await this.read(id);
    } catch (error) {
      this.sayTrouble(error);
      return undefined;
    }
  }

  private async restore(conversations: readonly KeptConversation[], wasOpen: boolean): Promise<void> {
    this.notice = undefined;
    await this.change((store) => store.restore(conversations));
    const id = conversations[0]?.info.id;
    if (wasOpen && id !== undefined) this.setup.route.go({ kind: 'conversation', id });
    // Its address may be the present one, where it was missing until now.
    if (id === this.open.id) await this.open.show(id);
  }

  private async change(make: (store: ConversationStore) => Promise<unknown>): Promise<void> {
    try {
      await make(await this.openStore());
      await this.refresh();
    } catch (error) {
      this.sayTrouble(error);
    }
  }

  private async refresh(): Promise<void> {
    this.host.requestUpdate();
    try {
      this.list = await (await this.openStore()).list(this.corpus);
      if (this.query) await this.find(this.query);
    } catch (error) {
      this.sayTrouble(error);
    }
    this.isLoaded = true;
    this.host.requestUpdate();
  }

  private openStore(): Promise<ConversationStore> {
    this.store ??= ConversationStore.open({
      onChange: (change) => this.receive(change),
      // Another version may need it, or its data was deleted; the next step opens it again, or says why not.
      onLost: () => (this.store = undefined),
    }).catch((error: unknown) => {
      this.store = undefined;
      throw error;
    });
    return this.store;
  }

  private receive({ id }: ConversationChange): void {
    void this.refresh();
    if (id === undefined || id === this.open.id) void this.open.reread();
  }

  private sayTrouble(error: unknown): void {
    const text = describeTrouble(error);
    if (text === this.saidTrouble) return;
    this.saidTrouble = text;
    this.setup.onTrouble(text);
  }
}

/** Why conversations are not kept, and what to do. */
function describeTrouble(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return messages.notKeptFull;
  if (name === 'VersionError') return messages.notKeptNewer;
  return messages.notKept(describeError(error));
}
