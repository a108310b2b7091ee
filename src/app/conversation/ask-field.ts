import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

/**
 * Where questions are written. Emits `ask` with the question, `draft` with what is half written, and `stop-answer`. It is no `textarea`, because Chrome
 * describes every form field of a page to its maker's autofill service.
 */
export class AskField extends LightElement {
  static override properties: PropertyDeclarations = {
    isRunning: { attribute: false },
    conversation: { attribute: false },
    draft: { attribute: false },
    example: { attribute: false },
  };
  static readonly tag = 'cloister-ask';
  declare isRunning: boolean;
  /** The id of the open conversation; each has a half-written question of its own. */
  declare conversation: string | undefined;
  /** What the field begins with when a conversation is opened. */
  declare draft: string;
  /** A question that the documents answer. */
  declare example: string | undefined;

  constructor() {
    super();
    this.isRunning = false;
    this.draft = '';
  }

  /** Shows a question again that could not be asked. */
  putBack(question: string): void {
    this.field?.replaceChildren(question);
    this.emit('draft', question);
  }

  protected override firstUpdated(): void {
    this.field?.replaceChildren(this.draft);
  }

  /** Puts the caret into the field. */
  focusField(): void {
    this.field?.focus();
  }

  protected override render(): TemplateResult {
    const placeholder = this.example ? messages.exampleQuestion(this.example) : messages.askPlaceholder;
    return html`
      <div
        class="question-field"
        contenteditable="plaintext-only"
        role="textbox"
        aria-multiline="true"
        aria-label=${messages.askLabel}
        aria-placeholder=${placeholder}
        data-placeholder=${placeholder}
        dir="auto"
        spellcheck="false"
        translate="no"
        writingsuggestions="false"
        @keydown=${this.handleKey}
        @input=${this.handleInput}
      ></div>
      <button type="button" class="primary" @click=${this.isRunning ? this.stop : this.send}>
        ${this.isRunning ? html`<span>${messages.stop}</span>` : html`<span>${messages.ask}</span>`}
      </button>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) this.field?.replaceChildren(this.draft);
  }

  private readonly handleKey = (event: KeyboardEvent): void => {
    // While an input method composes a word, Enter picks the word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.isRunning) this.send();
  };

  /** The one element that lit leaves alone: what a person writes in it is no part of the template. */
  private get field(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.question-field');
  }

  /** A browser leaves a line break behind when all is deleted, which would keep the placeholder away. */
  private readonly handleInput = (): void => {
    const { field } = this;
    if (field?.textContent === '\n' || field?.textContent === '') field.replaceChildren();
    this.emit('draft', field?.innerText ?? '');
  };

  private readonly send = (): void => {
    const { field } = this;
    const question = field?.innerText.trim();
    if (!field || !question) return field?.focus();
    field.replaceChildren();
    this.emit('draft', '');
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
