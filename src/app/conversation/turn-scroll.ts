import type { LitElement, ReactiveController } from 'lit';
import type { ConversationController } from './conversation-controller.ts';

/** Key of the places in conversations, for this tab. */
const KEY = 'cloister:scroll';

/** Where a person reads: a new question is brought into view, and each conversation is found where it was left. */
export class TurnScroll implements ReactiveController {
  private readonly host: LitElement;
  private readonly conversation: ConversationController;
  private readonly readId: () => string | undefined;
  private readonly places: Map<string, number>;
  private shownTurn = '';
  private shownConversation: unknown;

  constructor(host: LitElement, conversation: ConversationController, readId: () => string | undefined) {
    this.host = host;
    this.conversation = conversation;
    this.readId = readId;
    this.places = readPlaces();
    host.addController(this);
  }

  hostConnected(): void {
    // It does not bubble.
    this.host.addEventListener('scroll', this.note, { capture: true, passive: true });
    globalThis.addEventListener('pagehide', this.keep);
  }

  hostDisconnected(): void {
    this.host.removeEventListener('scroll', this.note, { capture: true });
    globalThis.removeEventListener('pagehide', this.keep);
  }

  hostUpdated(): void {
    const { turns, showing } = this.conversation;
    const turn = turns.at(-1);
    const shown = turn ? `${turn.id} ${turn.state}` : '';
    const isOther = this.shownConversation !== showing;
    // The conversation may be there before the documents are, and is drawn with them only.
    if ((shown === this.shownTurn && !isOther) || !this.host.querySelector('.turns')) return;
    this.shownTurn = shown;
    this.shownConversation = showing;
    void this.reveal(isOther ? this.places.get(this.readId() ?? '') : undefined, isOther);
  }

  /** A conversation that is opened does not travel to its place, it stands there. */
  private async reveal(place: number | undefined, isOther: boolean): Promise<void> {
    const answers = [...this.host.querySelectorAll('cloister-answer')];
    await Promise.all(answers.map((answer) => answer.updateComplete));
    const behavior = isOther ? 'instant' : 'auto';
    if (place === undefined) answers.at(-1)?.scrollIntoView({ block: 'start', behavior });
    else this.host.querySelector('.turns')?.scrollTo({ top: place, behavior });
  }

  private readonly note = ({ target }: Event): void => {
    const id = this.readId();
    // Between two conversations there is nothing, which has no place.
    const isShown = id !== undefined && this.conversation.turns.length > 0;
    if (isShown && target instanceof Element && target.matches('.turns'))
      this.places.set(id, target.scrollTop);
  };

  private readonly keep = (): void => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.places]));
    } catch {
      // After a reload the last answer is shown then.
    }
  };
}

function readPlaces(): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return new Map(Array.isArray(kept) ? kept.filter(isPlace) : []);
  } catch {
    return new Map();
  }
}

function isPlace(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}
