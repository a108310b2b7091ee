import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { documentsFrom } from './dropped-files.ts';
import { messages } from '../messages/messages.ts';

/** The button that picks files; large with its explanation while there are no documents. Emits `add-documents`. */
export class AddDocuments extends LightElement {
  static override properties: PropertyDeclarations = { isLarge: { attribute: false } };
  declare isLarge: boolean;

  constructor() {
    super();
    this.isLarge = false;
  }

  protected override render(): TemplateResult {
    return html`
      <input type="file" multiple hidden aria-label=${messages.addDocuments} @change=${this.handleFiles} />
      <button type="button" class=${this.isLarge ? 'drop-zone' : 'quiet'} @click=${this.openPicker}>
        ${
          this.isLarge
            ? html`<span class="drop-title">${messages.dropTitle}</span>
                <span class="drop-hint">${messages.dropHint}</span>`
            : messages.addDocuments
        }
      </button>
      ${this.isLarge ? this.renderSamples() : nothing}
    `;
  }

  private renderSamples(): TemplateResult {
    return html`
      <button type="button" class="quiet" @click=${this.askForSamples}>${messages.trySamples}</button>
      <p class="formats">${messages.formats}</p>
    `;
  }

  private readonly openPicker = (): void => {
    this.querySelector('input')?.click();
  };

  private readonly askForSamples = (): void => this.emit('add-samples', undefined);

  private readonly handleFiles = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.emit('add-documents', documentsFrom(input.files ?? []));
    // Otherwise the same file could not be picked again after it was removed.
    input.value = '';
  };
}

customElements.define('cloister-add', AddDocuments);
