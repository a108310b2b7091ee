import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ConversationController } from '../conversation/conversation-controller.ts';
import type { WritingController } from '../conversation/writing-controller.ts';
import type { CorpusController } from '../documents/corpus-controller.ts';

/** What an answer is explained from. */
export interface Explained {
  readonly corpus: CorpusController;
  readonly conversation: ConversationController;
  readonly writing: WritingController;
}

/** Which answer is being explained; the view is fetched when somebody asks for it first. */
export class WhyController implements ReactiveController {
  /** The id of the turn. */
  turn: number | undefined;
  private readonly host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.turn = undefined;
  }

  /** Rejects when the view cannot be had. */
  async open(turn: number): Promise<void> {
    await import('./why-view.ts');
    this.turn = turn;
    this.host.requestUpdate();
  }

  close(): void {
    this.turn = undefined;
    this.host.requestUpdate();
  }

  render({ corpus, conversation, writing }: Explained): TemplateResult | typeof nothing {
    const turn = conversation.turns.find(({ id }) => id === this.turn);
    if (!turn || !corpus.rag) return nothing;
    return html`<cloister-why
      .rag=${corpus.rag}
      .turn=${turn}
      .writing=${writing.writings.get(turn.id)}
      .titles=${corpus.titles}
    ></cloister-why>`;
  }
}
