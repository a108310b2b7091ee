import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AnswerEvent, Author, Citation, Confidence, Passage, Rag } from '../../index.ts';
import { describePlace, describeError } from '../describe.ts';
import { messages } from '../messages/messages.ts';

/** Passages offered when nothing answers the question. */
export const CLOSEST_PASSAGES = 3;

export type TurnState = 'searching' | 'answering' | 'answered' | 'refused' | 'stopped' | 'failed';

/** One question with what came of it. */
export interface Turn {
  id: number;
  question: string;
  state: TurnState;
  passages: readonly Passage[];
  /** Whether they answer; absent before they are found. */
  confidence?: Confidence;
  /** Phrases in quotation marks that no passage holds. */
  missing: readonly string[];
  text: string;
  citations: readonly Citation[];
  author?: Author;
  /** From Enter to the last word, in milliseconds. */
  elapsedMs?: number;
  /** Whether documents were still being prepared when it was asked. */
  isPartial: boolean;
  error?: string;
}

/** The questions of this visit; one runs at a time. */
export class ConversationController implements ReactiveController {
  turns: readonly Turn[] = [];
  /** What a screen reader is told: whole steps, never single words of a stream. */
  announcement = '';
  private readonly host: ReactiveControllerHost;
  private running: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  stop(): void {
    this.running?.abort();
  }

  async ask(rag: Rag, question: string): Promise<void> {
    if (this.running) return;
    const running = new AbortController();
    this.running = running;
    const id = this.turns.length;
    const blank = { passages: [], missing: [], text: '', citations: [] } as const;
    this.turns = [...this.turns, { id, question, state: 'searching', isPartial: false, ...blank }];
    const isPrepared = checkPrepared(rag);
    this.announce(messages.searching);
    const startedAt = performance.now();
    try {
      for await (const event of rag.ask(question, { signal: running.signal })) this.apply(id, event);
      const elapsedMs = performance.now() - startedAt;
      this.patch(id, { elapsedMs, isPartial: !(await isPrepared) });
    } catch (error) {
      if (!running.signal.aborted) this.patch(id, { state: 'failed', error: describeError(error) });
    }
    const isOpen = ['searching', 'answering'].includes(this.turns[id]?.state ?? '');
    if (running.signal.aborted && isOpen) this.patch(id, { state: 'stopped' });
    this.running = undefined;
    this.announceEnd(id);
  }

  private apply(id: number, event: AnswerEvent): void {
    switch (event.type) {
      case 'sources':
        return this.patch(id, {
          state: 'answering',
          passages: event.passages,
          confidence: event.confidence,
          missing: (event.phrases ?? []).filter(({ found }) => !found).map(({ text }) => text),
        });
      case 'token':
        return this.patch(id, { state: 'answering', text: (this.turns[id]?.text ?? '') + event.text });
      case 'sentence':
        return;
      case 'withdrawn':
        return this.patch(id, { text: '' });
      case 'done': {
        const state = event.finish === 'refused' ? 'refused' : 'answered';
        const { text, author, citations } = event;
        return this.patch(id, { state, text, author, citations });
      }
    }
  }

  private patch(id: number, change: Partial<Turn>): void {
    this.turns = this.turns.map((turn) => (turn.id === id ? { ...turn, ...change } : turn));
    this.host.requestUpdate();
  }

  private announce(text: string): void {
    this.announcement = text;
    this.host.requestUpdate();
  }

  private announceEnd(id: number): void {
    const turn = this.turns[id];
    if (!turn) return;
    const first = turn.citations[0];
    if (turn.state === 'stopped') this.announce(messages.announceStopped);
    else if (turn.state === 'failed') this.announce(turn.error ?? '');
    else if (turn.state === 'refused')
      this.announce(messages.announceRefused(Math.min(CLOSEST_PASSAGES, turn.passages.length)));
    else if (first && turn.author?.kind === 'quotes') {
      const spoken = `${describePlace(first.document, first.anchor)}: ${first.quote}`;
      const say = turn.confidence === 'doubtful' ? messages.announceDoubtful : messages.answered;
      this.announce(say(turn.citations.length, spoken));
    } else this.announce(messages.answered(turn.citations.length, turn.text));
  }
}

/** Whether every document can be searched in every way that is to be had. */
async function checkPrepared(rag: Rag): Promise<boolean> {
  try {
    const { queued, embedded, passages, embedderError } = await rag.status();
    return (queued === 0 && embedded === passages) || embedderError !== undefined;
  } catch {
    // The answer itself will say what is wrong.
    return true;
  }
}
