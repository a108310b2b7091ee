import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { readDrop } from '../../documents/dropped-files.ts';
import { LightElement } from '../../light-element.ts';
import { messages } from '../../messages/messages.ts';
import { modelDesk } from './model-desk.ts';

/** Takes model files from disk: picked, as a folder, or dropped. */
export class ModelImport extends LightElement {
  static override properties: PropertyDeclarations = { isDragging: { state: true } };
  declare private isDragging: boolean;

  constructor() {
    super();
    this.isDragging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    modelDesk.attach(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    modelDesk.detach(this);
  }

  protected override render(): TemplateResult {
    const { importing, imported } = modelDesk;
    return html`
      <section
        class=${this.isDragging ? 'model-import dragging' : 'model-import'}
        aria-labelledby="models-import"
        @dragover=${this.handleDrag}
        @dragleave=${this.handleDragEnd}
        @drop=${this.handleDrop}
      >
        <h3 id="models-import">${messages.importTitle}</h3>
        <p class="hint">${messages.importHint}</p>
        <p class="model-actions">
          <button type="button" @click=${() => this.open('.pick-files')}>${messages.importFiles}</button>
          <button type="button" @click=${() => this.open('.pick-folder')}>${messages.importFolder}</button>
        </p>
        <input class="pick-files" type="file" multiple hidden @change=${this.handlePick} />
        <input class="pick-folder" type="file" webkitdirectory hidden @change=${this.handlePick} />
        ${importing ? renderProgress(importing) : nothing}
        <div role="status">
          ${imported.map(
            ({ kind, text }) => html`<p class=${kind === 'trouble' ? 'trouble' : 'model-said'}>${text}</p>`,
          )}
        </div>
      </section>
    `;
  }

  private open(picker: string): void {
    this.querySelector<HTMLInputElement>(picker)?.click();
  }

  private readonly handlePick = ({ target }: Event): void => {
    const picker = target as HTMLInputElement;
    const files = [...(picker.files ?? [])];
    // The same files may be picked again, once they are other ones.
    picker.value = '';
    void modelDesk.import(files);
  };

  // Elsewhere on the page files are documents.
  private readonly handleDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    this.isDragging = true;
  };

  private readonly handleDragEnd = (): void => {
    this.isDragging = false;
  };

  private readonly handleDrop = (event: DragEvent): void => {
    this.isDragging = false;
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    void readDrop(event.dataTransfer).then((documents) =>
      modelDesk.import(documents.flatMap(({ bytes }) => (bytes instanceof File ? [bytes] : []))),
    );
  };
}

function renderProgress({ done, total }: { done: number; total: number }): TemplateResult {
  const text = messages.importing(done, total);
  return html`
    <p class="model-work">${text}</p>
    <progress aria-label=${text} max=${total} .value=${done}></progress>
  `;
}

customElements.define('cloister-model-import', ModelImport);
