import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from './light-element.ts';
import { messages } from './messages.ts';

/** Where questions are written. Emits `ask` with the question and `stop-answer`. */
export class AskField extends LightElement {
  static override properties: PropertyDeclarations = { isRunning: { attribute: false } };
  static readonly tag = 'cloister-ask';
  declare isRunning: boolean;

  constructor() {
    super();
    this.isRunning = false;
  }

  /** Puts the caret into the field. */
  focusField(): void {
    this.querySelector('textarea')?.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <label class="visually-hidden" for="question">${messages.askLabel}</label>
      <textarea
        id="question"
        rows="1"
        dir="auto"
        placeholder=${messages.askPlaceholder}
        @keydown=${this.handleKey}
      ></textarea>
      <button type="button" class="primary" @click=${this.isRunning ? this.stop : this.send}>
        ${this.isRunning ? messages.stop : messages.ask}
      </button>
    `;
  }

  private readonly handleKey = (event: KeyboardEvent): void => {
    // While an input method composes a word, Enter picks the word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.isRunning) this.send();
  };

  private readonly send = (): void => {
    const field = this.querySelector('textarea');
    const question = field?.value.trim();
    if (!field || !question) return field?.focus();
    field.value = '';
    this.emit('ask', question);
  };

  private readonly stop = (): void => this.emit('stop-answer', undefined);
}

customElements.define(AskField.tag, AskField);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-ask': AskField;
  }
}
