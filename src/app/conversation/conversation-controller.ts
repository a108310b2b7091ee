import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AnswerEvent, PhraseMatch, Rag } from '../../index.ts';
import { describePlace, describeError } from '../describe.ts';
import { messages } from '../messages/messages.ts';
import { earlierTurns } from './earlier-turns.ts';
import { BLANK_TURN, CLOSEST_PASSAGES, isUnderWay, newTurnId, type Turn } from './turn.ts';
import { checkPrepared } from './prepared.ts';
import { limitTo, type ScopedDocument } from './question-scope.ts';

/** How one question is asked. */
export interface AskChoices {
  /** Only these documents. Default: all. */
  scope?: readonly ScopedDocument[];
  /** Whether it is to be searched as it is, however it leans on earlier ones. Default: no. */
  isAsTyped?: boolean;
}

/** The turns of the open conversation; one runs at a time. */
export class ConversationController implements ReactiveController {
  turns: readonly Turn[] = [];
  /** What a screen reader is told: whole steps, never single words of a stream. */
  announcement = '';
  /** Counts the conversations that were shown. */
  showing = 0;
  /** Called at each finished step of a turn. */
  onStep: (turn: Turn) => void = () => undefined;
  private readonly host: ReactiveControllerHost;
  private running: AbortController | undefined;
  private runningId: number | undefined;

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

  /** Shows another conversation. What runs in the present one is stopped before. */
  show(turns: readonly Turn[]): void {
    if (this.running && this.runningId !== undefined) {
      this.stop();
      this.patch(this.runningId, { state: 'stopped' });
      this.step(this.runningId);
      this.running = this.runningId = undefined;
    }
    this.showing += 1;
    this.turns = turns.map((turn) => ({ ...BLANK_TURN, ...turn }));
    this.announce('');
  }

  /** Takes over what another tab has done with this conversation; what runs here goes on. */
  merge(turns: readonly Turn[]): void {
    const merged = new Map(this.turns.map((turn) => [turn.id, turn]));
    for (const turn of turns) {
      const own = merged.get(turn.id);
      const isOlder = own !== undefined && isUnderWay(turn) && !isUnderWay(own);
      if (turn.id !== this.runningId && !isOlder) merged.set(turn.id, { ...BLANK_TURN, ...turn });
    }
    // As they are kept: two tabs may ask in the same millisecond.
    this.turns = [...merged.values()].sort((a, b) => a.askedAt - b.askedAt || a.id - b.id);
    this.host.requestUpdate();
  }

  /** Asks; a question that leans on earlier ones is completed for the search, unless it is to be taken as it is. */
  async ask(rag: Rag, question: string, { scope = [], isAsTyped = false }: AskChoices = {}): Promise<void> {
    if (this.running) return;
    const id = newTurnId(this.turns);
    const choices = { ...(isAsTyped && { isAsTyped }), ...(scope.length > 0 && { scope }) };
    this.turns = [...this.turns, { id, askedAt: Date.now(), question, ...choices, ...BLANK_TURN }];
    await this.run(rag, id);
  }

  /** Asks the question of a turn that was stopped or has failed once more. */
  async askAgain(rag: Rag, id: number): Promise<void> {
    const turn = this.turn(id);
    if (this.running || !turn) return;
    const { askedAt, question, isAsTyped, scope } = turn;
    const choices = { ...(isAsTyped && { isAsTyped }), ...(scope && { scope }) };
    const again: Turn = { id, askedAt, question, ...choices, ...BLANK_TURN };
    this.turns = this.turns.map((other) => (other.id === id ? again : other));
    await this.run(rag, id);
  }

  private async run(rag: Rag, id: number): Promise<void> {
    const { question = '', scope } = this.turn(id) ?? {};
    const running = new AbortController();
    this.running = running;
    this.runningId = id;
    this.step(id);
    const before = this.turns.slice(
      0,
      this.turns.findIndex((turn) => turn.id === id),
    );
    const previous = this.turn(id)?.isAsTyped ? [] : earlierTurns(before);
    const isPrepared = checkPrepared(rag);
    this.announce(messages.searching);
    const startedAt = performance.now();
    try {
      const options = { signal: running.signal, previous, ...limitTo(scope) };
      for await (const event of rag.ask(question, options)) {
        // Before the end and not after it: what is shown as answered is done, so that the next question can be asked.
        if (event.type === 'done') {
          const elapsedMs = performance.now() - startedAt;
          this.patch(id, { elapsedMs, isPartial: !(await isPrepared) });
        }
        this.apply(id, event);
      }
    } catch (error) {
      if (!running.signal.aborted) this.patch(id, { state: 'failed', error: describeError(error) });
    }
    // Another conversation may be open by now.
    if (this.running !== running) return;
    if (running.signal.aborted && isUnderWay(this.turn(id))) this.patch(id, { state: 'stopped' });
    this.running = this.runningId = undefined;
    this.step(id);
    this.announceEnd(id);
  }

  private apply(id: number, event: AnswerEvent): void {
    switch (event.type) {
      case 'sources':
        if (event.searchedAs) this.announce(messages.searchedAs(event.searchedAs.question));
        this.patch(id, {
          state: 'answering',
          passages: event.passages,
          confidence: event.confidence,
          ...(event.searchedAs && { searchedAs: event.searchedAs }),
          missing: missingOf(event.phrases),
          unknown: missingOf(event.prefixes),
        });
        return this.step(id);
      case 'token':
        return this.patch(id, { state: 'answering', text: (this.turn(id)?.text ?? '') + event.text });
      case 'citation':
      case 'sentence':
        return;
      case 'withdrawn':
        return this.patch(id, { text: '' });
      case 'done': {
        const state = event.finish === 'refused' ? 'refused' : 'answered';
        const { text, author, citations, timings } = event;
        return this.patch(id, { state, text, author, citations, timings });
      }
    }
  }

  private turn(id: number): Turn | undefined {
    return this.turns.find((turn) => turn.id === id);
  }

  private step(id: number): void {
    const turn = this.turn(id);
    if (turn) this.onStep(turn);
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
    const turn = this.turn(id);
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

function missingOf(matches: readonly PhraseMatch[] = []): string[] {
  return matches.filter(({ found }) => !found).map(({ text }) => text);
}
