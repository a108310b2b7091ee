import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Rag } from '../../../index.ts';
import { describeError } from '../../describe.ts';
import { LightElement } from '../../light-element.ts';
import { messages } from '../../messages/messages.ts';
import { eraseEverything } from './erase.ts';

/** Deletes everything, after it was asked for twice. */
export class EraseSection extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    documents: { attribute: false },
    size: { attribute: false },
    rest: { attribute: false },
    state: { state: true },
    trouble: { state: true },
  };
  declare rag: Rag | undefined;
  /** How many documents there are, and how much is kept, in words. */
  declare documents: string;
  declare size: string;
  /** Has nothing of it be read any more (or again); resolves when that is so. */
  declare rest: (isErased: boolean) => Promise<void>;
  declare private state: 'kept' | 'erasing' | 'erased';
  declare private trouble: string;

  constructor() {
    super();
    this.state = 'kept';
    this.trouble = '';
    this.rest = () => Promise.resolve();
  }

  protected override render(): TemplateResult {
    return html`
      <section aria-labelledby="storage-erase">
        <h3 id="storage-erase">${messages.eraseTitle}</h3>
        <p>${messages.eraseHint}</p>
        <p class="model-actions">
          <button type="button" ?disabled=${!this.rag} @click=${this.ask}>${messages.eraseAsk}</button>
        </p>
        <p role="alert" class="trouble">${this.trouble}</p>
        <dialog class="sure" aria-labelledby="erase-title" @cancel=${this.handleCancel}>
          ${this.state === 'erased' ? renderErased() : this.renderQuestion()}
        </dialog>
      </section>
    `;
  }

  private renderQuestion(): TemplateResult {
    const isErasing = this.state === 'erasing';
    return html`
      <h2 id="erase-title">${messages.eraseSure}</h2>
      <p>${messages.eraseSureHint(this.documents, this.size)}</p>
      <p class="model-actions">
        <button type="button" ?disabled=${isErasing} @click=${this.close}>${messages.cancel}</button>
        <button type="button" class="final" ?disabled=${isErasing} @click=${this.erase}>
          ${isErasing ? messages.erasing : messages.eraseConfirm}
        </button>
      </p>
    `;
  }

  private readonly ask = (): void => {
    this.trouble = '';
    this.querySelector('dialog')?.showModal();
  };

  private readonly close = (): void => this.querySelector('dialog')?.close();

  /** What is gone must not be worked with any more: after the end only a new start is left. */
  private readonly handleCancel = (event: Event): void => {
    if (this.state !== 'kept') event.preventDefault();
  };

  private readonly erase = async (): Promise<void> => {
    const { rag } = this;
    if (!rag) return;
    this.state = 'erasing';
    try {
      await this.rest(true);
      await eraseEverything(rag);
      this.state = 'erased';
    } catch (error) {
      void this.rest(false);
      this.state = 'kept';
      this.trouble = describeError(error);
      this.close();
    }
  };
}

function renderErased(): TemplateResult {
  return html`
    <h2 id="erase-title" tabindex="-1">${messages.erased}</h2>
    <p class="model-actions"><a href="./">${messages.eraseRestart}</a></p>
  `;
}

customElements.define('cloister-erase', EraseSection);
