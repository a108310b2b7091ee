import type { ConversationController } from '../conversation/conversation-controller.ts';
import { isUnderWay, type Turn } from '../conversation/turn.ts';
import type { WritingController } from '../conversation/writing-controller.ts';
import type { Writing } from '../conversation/writing.ts';
import type { ConversationInfo } from './conversation-schema.ts';
import type { ConversationStore, KeptConversation } from './conversation-store.ts';
import { ConversationWriter } from './conversation-writer.ts';
import { isBeingWritten, revive } from './revival.ts';
import { holdTurn, releaseTurn } from './turn-locks.ts';

/** Longest title that a conversation gets by itself, in characters. */
const MAX_TITLE_CHARS = 160;

/** What the open conversation rests on. */
export interface Surroundings {
  readonly conversation: ConversationController;
  readonly writing: WritingController;
  /** The same one at each call. */
  openStore: () => Promise<ConversationStore>;
  /** The name of the corpus that is asked. */
  readCorpus: () => string;
  /** A new conversation has got its first question, and with it an id. */
  onBegin: (id: string) => void;
  /** What is shown or kept has changed. */
  onChange: () => void;
  onTrouble: (error: unknown) => void;
}

/** The conversation that is open: kept step by step, and brought back. */
export class OpenConversation {
  /** Absent in a new one, before its first question. */
  id: string | undefined;
  /** 'missing': there is none with this id (any more). */
  state: 'new' | 'loading' | 'kept' | 'missing' = 'new';
  /** Settles when what was to be shown last is shown. */
  ready: Promise<void> = Promise.resolve();
  private readonly around: Surroundings;
  private writer: ConversationWriter | undefined;

  constructor(around: Surroundings) {
    this.around = around;
    around.conversation.onStep = (turn) => this.keepTurn(turn);
    around.writing.onStep = (turn, writing) => this.keepWriting(turn, writing);
  }

  /** Shows a conversation, or a new one. */
  show(id: string | undefined): Promise<void> {
    if (id !== this.id || this.state === 'missing') this.ready = this.load(id);
    return this.ready;
  }

  /** To be called when another tab has changed this conversation, or may have. */
  async reread(): Promise<void> {
    const { id, writer } = this;
    if (id === undefined || (writer && !writer.isKept)) return;
    await writer?.settled();
    const kept = await this.read(id);
    if (id !== this.id || this.state === 'loading') return;
    if (!kept) return this.lose();
    const { conversation, writing } = this.around;
    if (this.state === 'missing') return this.bring(id, kept);
    const { turns, writings } = await revive(kept, () => void this.reread());
    conversation.merge(turns);
    writing.merge(writings);
  }

  /** Resolves when all that was said so far is kept, or cannot be. */
  async settled(): Promise<void> {
    await this.writer?.settled();
  }

  private async load(id: string | undefined): Promise<void> {
    const { onChange, readCorpus } = this.around;
    this.leave();
    this.id = id;
    this.state = id === undefined ? 'new' : 'loading';
    onChange();
    if (id === undefined) return;
    const kept = await this.read(id);
    if (this.id !== id) return;
    if (kept?.info.corpus === readCorpus()) await this.bring(id, kept);
    else this.lose();
  }

  private async bring(id: string, kept: KeptConversation): Promise<void> {
    const { conversation, writing, openStore, onTrouble, onChange } = this.around;
    const { turns, writings } = await revive(kept, () => void this.reread());
    if (this.id !== id) return;
    this.writer = new ConversationWriter(id, openStore(), onTrouble);
    this.state = 'kept';
    conversation.show(turns);
    writing.show(writings);
    onChange();
  }

  private lose(): void {
    this.writer = undefined;
    this.leave();
    this.state = 'missing';
    this.around.onChange();
  }

  /** What still runs is stopped, and kept as that. */
  private leave(): void {
    this.around.writing.show(new Map());
    this.around.conversation.show([]);
    this.writer = undefined;
  }

  private async read(id: string): Promise<KeptConversation | undefined> {
    try {
      return await (await this.around.openStore()).read(id);
    } catch (error) {
      this.around.onTrouble(error);
      return undefined;
    }
  }

  private keepTurn(turn: Turn): void {
    this.writer ??= this.begin(turn);
    this.writer.keepTurn(turn);
    void this.follow(this.writer, turn.id, isUnderWay(turn));
  }

  private keepWriting(turn: number, writing: Writing): void {
    this.writer?.keepWriting(turn, writing);
    if (this.writer) void this.follow(this.writer, turn, isBeingWritten(writing));
  }

  /** Other tabs see that it runs here, until its end is kept. */
  private async follow(writer: ConversationWriter, turn: number, isRunning: boolean): Promise<void> {
    if (isRunning) holdTurn(writer.id, turn);
    await writer.settled();
    if (!isRunning) releaseTurn(writer.id, turn);
    this.around.onChange();
  }

  private begin({ question, askedAt }: Turn): ConversationWriter {
    const { openStore, readCorpus, onTrouble, onBegin } = this.around;
    const id = crypto.randomUUID().slice(0, 13);
    const info: ConversationInfo = {
      id,
      corpus: readCorpus(),
      title: titleOf(question),
      createdAt: askedAt,
      changedAt: askedAt,
    };
    this.id = id;
    this.state = 'kept';
    onBegin(id);
    return new ConversationWriter(id, openStore(), onTrouble, info);
  }
}

/** The first question as one line; a whole page that was pasted would fill the list. */
function titleOf(question: string): string {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_TITLE_CHARS ? `${line.slice(0, MAX_TITLE_CHARS - 2)} …` : line;
}
