import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CorpusStorage, Rag } from '../../../index.ts';
import { describeError, formatBytes } from '../../describe.ts';
import { LightElement } from '../../light-element.ts';
import { messages } from '../../messages/messages.ts';

/** Whether originals are kept, and deleting those that are there. Emits `storage-changed`. */
export class OriginalsSection extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    stored: { attribute: false },
    isAsking: { state: true },
    said: { state: true },
  };
  declare rag: Rag | undefined;
  declare stored: CorpusStorage | undefined;
  /** Whether it was asked for to delete them, and not confirmed yet. */
  declare private isAsking: boolean;
  declare private said: string;

  constructor() {
    super();
    this.isAsking = false;
    this.said = '';
  }

  protected override render(): TemplateResult | typeof nothing {
    const { stored } = this;
    if (!stored) return nothing;
    const { keepsOriginals, originals } = stored;
    return html`
      <section aria-labelledby="storage-originals">
        <h3 id="storage-originals">${messages.originalsTitle}</h3>
        <p>${keepsOriginals ? messages.originalsKept : messages.originalsNotKept}</p>
        <p class="model-actions">
          <button type="button" @click=${() => this.keep(!keepsOriginals)}>
            ${keepsOriginals ? messages.originalsStop : messages.originalsKeep}
          </button>
          ${originals > 0 || this.isAsking ? this.renderDrop(originals) : nothing}
        </p>
        ${this.isAsking ? html`<p class="hint">${messages.originalsDropMeaning}</p>` : nothing}
        <p role="status" class="model-said">${this.said}</p>
      </section>
    `;
  }

  /** The first press says what it means, the second does it. */
  private renderDrop(originals: number): TemplateResult {
    const size = formatBytes(originals);
    return html`
      <button type="button" class=${this.isAsking ? 'final' : ''} @click=${this.drop}>
        ${this.isAsking ? messages.originalsDropSure(size) : messages.originalsDrop(size)}
      </button>
      ${
        this.isAsking
          ? html`<button type="button" @click=${() => (this.isAsking = false)}>${messages.cancel}</button>`
          : nothing
      }
    `;
  }

  private async keep(keep: boolean): Promise<void> {
    await this.attempt(async (rag) => {
      await rag.keepOriginals(keep);
      return '';
    });
  }

  private readonly drop = async (): Promise<void> => {
    if (!this.isAsking) {
      this.isAsking = true;
      this.said = '';
      return;
    }
    this.isAsking = false;
    await this.attempt(async (rag) => messages.originalsDropped(formatBytes(await rag.dropOriginals())));
  };

  private async attempt(change: (rag: Rag) => Promise<string>): Promise<void> {
    if (!this.rag) return;
    this.said = await change(this.rag).catch(describeError);
    this.emit('storage-changed', undefined);
  }
}

customElements.define('cloister-originals', OriginalsSection);
