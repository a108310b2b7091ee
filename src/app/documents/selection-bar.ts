import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

/** What can be done with the marked documents. Emits `limit-questions`, `remove-documents` and `select-documents`. */
export class SelectionBar extends LightElement {
  static override properties: PropertyDeclarations = { selected: { attribute: false } };
  declare selected: ReadonlySet<string>;

  constructor() {
    super();
    this.selected = new Set();
  }

  protected override render(): TemplateResult {
    const { size } = this.selected;
    return html`
      <p class="selected-count" role="status">${size > 0 ? messages.selectedCount(size) : ''}</p>
      <button type="button" class="quiet" @click=${this.clear}>${messages.clearSelection}</button>
      <button type="button" class="primary" @click=${this.limit}>${messages.askOnlyThese(size)}</button>
      <button type="button" class="quiet" @click=${this.removeAll}>${messages.removeSelected}</button>
    `;
  }

  private readonly clear = (): void => this.emit('select-documents', new Set<string>());

  private readonly limit = (): void => this.emit('limit-questions', [...this.selected]);

  private readonly removeAll = (): void => this.emit('remove-documents', [...this.selected]);
}

customElements.define('cloister-selection', SelectionBar);
