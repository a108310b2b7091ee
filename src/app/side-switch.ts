import { html, type TemplateResult } from 'lit';
import { messages } from './messages/messages.ts';
import type { PageState } from './page-state.ts';
import type { Side } from './side.ts';

/** The head of the first column: which of the two it shows, and on narrow screens whether it shows it. */
export function renderSideSwitch({ side, showSide, isFolded, toggleDocuments }: PageState): TemplateResult {
  const choice = (wanted: Side, label: string): TemplateResult =>
    html`<button type="button" class="quiet" aria-pressed=${side === wanted} @click=${() => showSide(wanted)}>
      ${label}
    </button>`;
  const title = side === 'documents' ? messages.documents : messages.conversations;
  return html`
    <h2 class="visually-hidden">${title}</h2>
    <div class="side-switch" role="group" aria-label=${messages.columnShows}>
      ${choice('documents', messages.documents)} ${choice('conversations', messages.conversations)}
    </div>
    <button type="button" class="quiet fold" aria-expanded=${!isFolded} @click=${toggleDocuments}>
      ${isFolded ? messages.showDocuments : messages.hideDocuments}
      <span class="visually-hidden">${title}</span>
    </button>
  `;
}
