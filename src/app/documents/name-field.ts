import { html, type TemplateResult } from 'lit';
import { Search } from 'lucide';
import { renderIcon } from '../icon.ts';
import { LightElement } from '../light-element.ts';
import { renderLineField } from '../line-field.ts';
import { messages } from '../messages/messages.ts';

/** Where a name is typed to find its document. Emits `filter-documents`. */
export class NameField extends LightElement {
  protected override render(): TemplateResult {
    return html`
      ${renderIcon(Search)}
      ${renderLineField({
        className: 'name-field',
        role: 'searchbox',
        label: messages.findDocument,
        onKey: this.handleKey,
        onInput: this.handleInput,
      })}
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
