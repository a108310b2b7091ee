import type { LitElement, ReactiveController } from 'lit';
import type { ConversationController } from '../conversation/conversation-controller.ts';
import { findPlace, findTarget } from '../conversation/source-place.ts';
import type { WritingController } from '../conversation/writing-controller.ts';
import type { ConversationsController } from '../conversations/conversations-controller.ts';
import { formatPlace, formatSource, type Place, type RouteController, type SourcePlace } from '../route.ts';
import type { SourceTarget } from './source-target.ts';

/** What cites sources, and where a person is in it. */
export interface SourceSurroundings {
  readonly conversation: ConversationController;
  readonly writing: WritingController;
  readonly conversations: ConversationsController;
  readonly route: RouteController;
}

/** The source that is open beside the conversation: it has an address, and closing it leads back to its mark. */
export class SourceController implements ReactiveController {
  /** What the source panel shows. */
  target: SourceTarget | undefined;
  private readonly host: LitElement;
  private readonly around: SourceSurroundings;
  /** Its place in the conversation; absent where it has no address. */
  private place: SourcePlace | undefined;
  /** The button that opened it, which gets the focus back. */
  private opener: HTMLElement | undefined;

  constructor(host: LitElement, around: SourceSurroundings) {
    this.host = host;
    this.around = around;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.target = this.place = this.opener = undefined;
  }

  /** Opens what a button of an answer stands for. */
  open(target: SourceTarget, button: EventTarget | null): void {
    const { conversations, route, writing } = this.around;
    const turn = button instanceof Element ? button.closest('cloister-answer')?.turn : undefined;
    const source = turn && findPlace(turn, writing.writings.get(turn.id), target);
    const wasOpen = this.place !== undefined;
    void this.show(target, source, button);
    const { id } = conversations.open;
    if (!source || id === undefined) return;
    // Back closes the source, however many were looked at.
    if (wasOpen) route.replace({ kind: 'conversation', id, source });
    else route.go({ kind: 'conversation', id, source });
  }

  close(): void {
    const { conversations, route } = this.around;
    const { id } = conversations.open;
    if (this.place && id !== undefined) route.leave({ kind: 'conversation', id });
    else this.hide();
  }

  /** Closes it if it is of this document, which is gone, in whichever tab it was removed. */
  closeOf(documentId: string): void {
    if (this.target?.documentId === documentId) this.close();
  }

  /** Shows the conversation of a place, and its source or none. */
  async arrive(place: Place): Promise<void> {
    if (place.kind !== 'conversation') return;
    const { conversations, conversation, writing, route } = this.around;
    await conversations.open.show(place.id);
    // Another place may have been gone to while this one was read.
    if (formatPlace(place) !== formatPlace(route.place)) return;
    const { source } = place;
    const turn = conversation.turns.find(({ id }) => id === source?.turn);
    const target = source && turn && findTarget(turn, writing.writings.get(turn.id), source);
    if (!target) this.hide();
    else if (!this.place || formatSource(source) !== formatSource(this.place)) void this.show(target, source);
  }

  private async show(
    target: SourceTarget,
    place: SourcePlace | undefined,
    opener?: EventTarget | null,
  ): Promise<void> {
    this.opener = opener instanceof HTMLElement ? opener : undefined;
    this.target = target;
    this.place = place;
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.host.querySelector<HTMLElement>('cloister-source .back')?.focus();
  }

  private hide(): void {
    const { opener, place } = this;
    if (!this.target) return;
    // The focus is handed on below, so its loss is no accident to recover from.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    this.target = this.place = this.opener = undefined;
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.returnFocus(opener, place));
  }

  private returnFocus(opener: HTMLElement | undefined, place: SourcePlace | undefined): void {
    // After a reload nobody has pressed a button yet; the mark of the same citation takes its part.
    const selector = place && `[data-source="${formatSource(place)}"]`;
    const mark = opener?.isConnected ? opener : selector && this.host.querySelector<HTMLElement>(selector);
    if (mark) mark.focus();
    else this.host.dispatchEvent(new CustomEvent('focus-lost'));
  }
}
