import type { Turn } from '../conversation/turn.ts';
import type { Writing } from '../conversation/writing.ts';
import type { ConversationInfo } from './conversation-schema.ts';
import type { ConversationStore, TurnChange } from './conversation-store.ts';

/**
 * Keeps one conversation, step by step. Steps that come while one is being kept are kept together, and what could not be
 * kept (the disk may be full) is tried again with the next step.
 */
export class ConversationWriter {
  readonly id: string;
  readonly #store: Promise<ConversationStore>;
  readonly #onTrouble: (error: unknown) => void;
  readonly #pending = new Map<number, TurnChange>();
  /** Of a conversation that is not kept yet. */
  #begins: ConversationInfo | undefined;
  #flushing: Promise<void> | undefined;

  constructor(
    id: string,
    store: Promise<ConversationStore>,
    onTrouble: (error: unknown) => void,
    begins?: ConversationInfo,
  ) {
    this.id = id;
    this.#store = store;
    this.#onTrouble = onTrouble;
    this.#begins = begins;
  }

  /** Whether it is on the disk, at least in part. */
  get isKept(): boolean {
    return this.#begins === undefined;
  }

  keepTurn(content: Turn): void {
    this.#keep({ turn: content.id, content });
  }

  keepWriting(turn: number, writing: Writing): void {
    this.#keep({ turn, writing });
  }

  /** Resolves when all that came so far is kept, or cannot be. */
  async settled(): Promise<void> {
    await this.#flushing;
  }

  #keep(change: TurnChange): void {
    this.#pending.set(change.turn, { ...this.#pending.get(change.turn), ...change });
    this.#flushing ??= this.#flush();
  }

  async #flush(): Promise<void> {
    try {
      const store = await this.#store;
      while (this.#pending.size > 0) {
        const changes = [...this.#pending.values()];
        // Where it is kept no more, it was deleted: it must not come back.
        await store.save(this.id, changes, this.#begins);
        this.#begins = undefined;
        for (const change of changes) this.#settle(change);
      }
    } catch (error) {
      this.#onTrouble(error);
    }
    // Here and not when the promise settles: a step that comes in between would be left lying.
    this.#flushing = undefined;
  }

  /** Unless something new came meanwhile. */
  #settle(change: TurnChange): void {
    if (this.#pending.get(change.turn) === change) this.#pending.delete(change.turn);
  }
}
