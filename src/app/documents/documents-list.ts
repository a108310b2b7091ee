import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DocumentInfo } from '../../index.ts';
import type { Incoming } from './corpus-controller.ts';
import { describeSize, describeState, type DescribedState } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

type Row = DocumentInfo | Incoming;

/** The documents with where each stands. Emits `remove-document` with an id. */
export class DocumentsList extends LightElement {
  static override properties: PropertyDeclarations = { rows: { attribute: false } };
  declare rows: readonly Row[];

  constructor() {
    super();
    this.rows = [];
  }

  protected override render(): TemplateResult {
    // The corpus reads one document after the other, in this order.
    const reading = this.rows.find((row) => 'state' in row && row.state === 'queued');
    return html`
      <ul class="document-list">
        ${repeat(
          this.rows,
          ({ id }) => id,
          (row) => this.renderRow(row, row === reading),
        )}
      </ul>
    `;
  }

  private renderRow(row: Row, isReading: boolean): TemplateResult {
    const state = stateOf(row, isReading);
    const isFailed = 'state' in row ? row.state === 'failed' : row.error !== undefined;
    return html`
      <li class=${isFailed ? 'document failed' : 'document'}>
        <span class="document-name" dir="auto" title=${row.name}>${row.name}</span>
        <button
          type="button"
          class="quiet remove"
          aria-label=${messages.removeNamed(row.name)}
          @click=${(event: Event) => this.askForRemoval(row.id, event)}
        >
          ${messages.remove}
        </button>
        <span class="document-size">${describeSize(row)}</span>
        <span class="document-state">${state.text}</span>
        ${state.busy ? renderProgress(state, row.name) : nothing}
        ${'warnings' in row ? row.warnings?.map((warning) => html`<p class="warning">${warning}</p>`) : nothing}
      </li>
    `;
  }

  /** Focus goes to the neighbour's button, since this one is about to go. */
  private askForRemoval(id: string, event: Event): void {
    const item = (event.currentTarget as HTMLElement).closest('li');
    const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
    neighbour?.querySelector('button')?.focus();
    this.emit('remove-document', id);
  }
}

function stateOf(row: Row, isReading: boolean): DescribedState {
  if ('state' in row) return describeState(row, isReading);
  if (row.error) return { text: messages.stateFailed(row.error.message), busy: false };
  return { text: messages.stateWaiting, busy: true };
}

/** Without a value the bar says that something goes on, not how far it is. */
function renderProgress({ fraction }: DescribedState, name: string): TemplateResult {
  const label = messages.stateOf(name);
  return fraction === undefined
    ? html`<progress aria-label=${label}></progress>`
    : html`<progress aria-label=${label} max="1" .value=${fraction}></progress>`;
}

customElements.define('cloister-documents', DocumentsList);
