import { html, type TemplateResult } from 'lit';
import { Search } from 'lucide';
import { renderIcon } from '../icon.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

/**
 * Where a name is typed to find its document. Emits `filter-documents`. No `input`, for the reason that the field of the
 * question is none.
 */
export class NameField extends LightElement {
  protected override render(): TemplateResult {
    return html`
      ${renderIcon(Search)}
      <div
        class="name-field"
        contenteditable="plaintext-only"
        role="searchbox"
        aria-label=${messages.findDocument}
        aria-placeholder=${messages.findDocument}
        data-placeholder=${messages.findDocument}
        dir="auto"
        spellcheck="false"
        translate="no"
        writingsuggestions="false"
        @input=${this.handleInput}
        @keydown=${this.handleKey}
      ></div>
    `;
  }

  private readonly handleInput = (event: Event): void => {
    const field = event.target as HTMLElement;
    const typed = field.textContent.replaceAll('\n', '');
    // A browser leaves a line break behind when all is deleted, which would keep the placeholder away.
    if (typed === '') field.replaceChildren();
    this.emit('filter-documents', typed);
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    const field = event.target as HTMLElement;
    if (event.key === 'Enter' && !event.isComposing) event.preventDefault();
    if (event.key !== 'Escape' || !field.textContent) return;
    event.stopPropagation();
    field.replaceChildren();
    this.emit('filter-documents', '');
  };
}

customElements.define('cloister-name-field', NameField);
