import type { PropertyDeclarations, TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { renderLineField } from '../line-field.ts';
import { messages } from '../messages/messages.ts';

/** Where words are typed that conversations shall hold. Emits `find-conversations` with them at each change. */
export class SearchField extends LightElement {
  static override properties: PropertyDeclarations = { query: { attribute: false } };
  declare query: string;

  constructor() {
    super();
    this.query = '';
  }

  protected override render(): TemplateResult {
    return renderLineField({
      className: 'search-field',
      role: 'searchbox',
      label: messages.searchConversations,
      onKey: this.handleKey,
      onInput: this.handleInput,
    });
  }

  /** What was typed stays when the column was away for a while. */
  protected override firstUpdated(): void {
    this.field.textContent = this.query;
  }

  private get field(): HTMLElement {
    return this.querySelector('.search-field') ?? this;
  }

  private readonly handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') event.preventDefault();
    if (event.key !== 'Escape' || !this.field.textContent) return;
    event.stopPropagation();
    this.field.replaceChildren();
    this.handleInput();
  };

  private readonly handleInput = (): void => {
    const query = this.field.textContent.replaceAll(/\s+/g, ' ').trim();
    // A browser leaves a line break behind when all is deleted, which would keep the placeholder away.
    if (!query && !this.field.textContent.trim()) this.field.replaceChildren();
    this.emit('find-conversations', query);
  };
}

customElements.define('cloister-search-field', SearchField);
