import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { copyAnswer, type CopiedAnswer } from './answer-copy.ts';
import type { Turn } from './turn.ts';

/** What can be done to get another answer. */
export interface Again {
  label: string;
  run: () => void;
  /** Whether it has to wait. */
  isDisabled: boolean;
}

/** How long "Copied" stands in place of the button's name. */
const NEWS_MS = 4000;

/** The quiet line under an answer: how it came about, and what can be done with it. Emits `explain` with the turn's id. */
export class AnswerLine extends LightElement {
  static override properties: PropertyDeclarations = {
    summary: { attribute: false },
    answer: { attribute: false },
    again: { attribute: false },
    explained: { attribute: false },
    news: { state: true },
  };
  static readonly tag = 'cloister-answer-line';
  declare summary: string;
  /** What "Copy" copies; without it there is no such button. */
  declare answer: CopiedAnswer | undefined;
  declare again: Again | undefined;
  /** The turn that "Why?" explains; without it there is no such button. */
  declare explained: Turn | undefined;
  /** What came of copying. */
  declare private news: string;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.summary = '';
    this.news = '';
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { summary, answer, again, explained, news } = this;
    return html`
      ${summary ? html`<span class="summary">${summary}</span>` : nothing}
      ${
        answer
          ? html`<button type="button" class="quiet" @click=${() => this.copy(answer)}>
              ${messages.copy}
            </button>`
          : nothing
      }
      ${
        again
          ? html`<button type="button" class="quiet" ?disabled=${again.isDisabled} @click=${again.run}>
              ${again.label}
            </button>`
          : nothing
      }
      ${
        explained === undefined
          ? nothing
          : html`<button
              type="button"
              class="quiet why"
              aria-haspopup="dialog"
              aria-label=${messages.whyOf(explained.question)}
              @click=${() => this.emit('explain', explained.id)}
            >
              ${messages.why}
            </button>`
      }
      <span role="status" class="news">${news}</span>
    `;
  }

  private async copy(answer: CopiedAnswer): Promise<void> {
    clearTimeout(this.timer);
    // Emptied first, so that the same news is told again.
    this.news = '';
    const outcome = copyAnswer(answer).then(
      () => messages.answerCopied,
      () => messages.answerNotCopied,
    );
    await this.updateComplete;
    this.news = await outcome;
    this.timer = setTimeout(() => (this.news = ''), NEWS_MS);
  }
}

customElements.define(AnswerLine.tag, AnswerLine);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-answer-line': AnswerLine;
  }
}
