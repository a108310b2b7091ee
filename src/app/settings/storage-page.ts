import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Rag, Status } from '../../index.ts';
import { formatBytes } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { formatPlace } from '../route.ts';
import './kept/erase-section.ts';
import './kept/integrity-section.ts';
import './kept/originals-section.ts';
import { renderStorageBar } from './kept/storage-bar.ts';
import { measureStored, STORED_KINDS, type Stored } from './kept/stored-kinds.ts';
import '../styles/models.css';
import '../styles/storage.css';

/** What is kept on this device, how long it stays, and how it goes. */
export class StoragePage extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    status: { attribute: false },
    stored: { state: true },
    isRefused: { state: true },
  };
  declare rag: Rag | undefined;
  declare status: Status | undefined;
  declare private stored: Stored | undefined;
  /** Whether the browser did not agree to keep everything. */
  declare private isRefused: boolean;
  /** What is being measured now, which makes anew what it opens where that was just deleted. */
  private measuring: Promise<void> | undefined;
  private isOutdated = false;
  /** Whether everything is being deleted, or is. */
  private isErased = false;

  constructor() {
    super();
    this.isRefused = false;
    this.addEventListener('storage-changed', () => void this.measure());
  }

  /** Measures no more while everything is deleted: resolves when nothing is being measured. */
  private readonly rest = async (isErased: boolean): Promise<void> => {
    this.isErased = isErased;
    await this.measuring;
    if (!isErased) void this.measure();
  };

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('rag') || changed.has('status')) void this.measure();
  }

  protected override render(): TemplateResult {
    const { stored, rag } = this;
    if (!stored) return html`<p class="opening">${messages.loadingPage}</p>`;
    return html`
      <p class="settings-lead">${messages.storageLead}</p>
      ${renderStorageBar(stored)}
      <p class="storage-total">
        ${messages.storageTotal(formatBytes(stored.usedBytes), formatBytes(stored.quotaBytes))}
      </p>
      ${renderKinds(stored)}
      <p class="hint">${messages.storageFull}</p>
      ${this.renderPersistence(stored)}
      <cloister-originals .rag=${rag} .stored=${stored.corpus}></cloister-originals>
      <cloister-integrity .rag=${rag}></cloister-integrity>
      <cloister-erase
        .rag=${rag}
        .rest=${this.rest}
        .documents=${messages.documentCount(stored.corpus?.documents ?? 0)}
        .size=${formatBytes(stored.usedBytes)}
      ></cloister-erase>
    `;
  }

  private renderPersistence({ isPersisted }: Stored): TemplateResult {
    return html`
      <section aria-labelledby="storage-persistence">
        <h3 id="storage-persistence">${messages.persistTitle}</h3>
        <p role="status">${isPersisted ? messages.persistYes : messages.persistNo}</p>
        ${
          isPersisted
            ? nothing
            : html`<p class="model-actions">
                <button type="button" @click=${this.persist}>${messages.persistAsk}</button>
              </p>`
        }
        <p role="status" class="model-said">${this.isRefused ? messages.persistRefused : nothing}</p>
      </section>
    `;
  }

  private readonly persist = async (): Promise<void> => {
    this.isRefused = !(await navigator.storage.persist());
    await this.measure();
  };

  /** One at a time, and once more when something changed meanwhile: documents are read faster than this. */
  private async measure(): Promise<void> {
    this.isOutdated = true;
    if (!this.isConnected || this.isErased) return;
    this.measuring ??= this.measureUntilFresh();
    await this.measuring;
  }

  private async measureUntilFresh(): Promise<void> {
    while (this.isOutdated && this.isConnected && !this.isErased) {
      this.isOutdated = false;
      try {
        this.stored = await measureStored(this.rag);
      } catch {
        // The documents were closed meanwhile; the next ones will be measured.
      }
    }
    // Here and not when the promise settles: a change that comes in between would be overlooked.
    this.measuring = undefined;
  }
}

function renderKinds({ kinds }: Stored): TemplateResult {
  return html`
    <dl class="stored">
      ${STORED_KINDS.map((kind) => {
        const bytes = kinds.get(kind);
        if (bytes === undefined) return nothing;
        return html`
          <div>
            <dt><span class="part ${kind}" aria-hidden="true"></span>${messages.storageKinds[kind]}</dt>
            <dd class="stored-size">${formatBytes(bytes)}</dd>
            <dd class="hint">
              ${messages.storageHints[kind]}
              ${
                kind === 'models'
                  ? html`<a href=${formatPlace({ kind: 'settings', page: 'models' })}
                      >${messages.openModels}</a
                    >`
                  : nothing
              }
            </dd>
          </div>
        `;
      })}
    </dl>
  `;
}

customElements.define('cloister-storage', StoragePage);
