import { html, nothing, type TemplateResult } from 'lit';
import { ChevronDown, RotateCw, X } from 'lucide';
import type { DocumentInfo } from '../../index.ts';
import { describeSize } from '../describe.ts';
import { renderIcon } from '../icon.ts';
import { messages } from '../messages/messages.ts';
import { showName } from '../shown-name.ts';
import { describeFailure, describeState, type DescribedState, type StateContext } from './describe-state.ts';
import { isFileAtFault } from './failures.ts';
import { formatIcon } from './format-icons.ts';
import { isFailed, type Row } from './rows.ts';

/** What a row is drawn from. */
export interface RowView extends StateContext {
  row: Row;
  /** Where it lies; empty unless another document has its name. */
  folder: string;
  isSelected: boolean;
  /** Whether the keyboard's way into the list leads here. */
  isActive: boolean;
  /** Whether its notes are unfolded. */
  isOpen: boolean;
}

/** What differs between two drawings of a row, so that one that looks the same is not drawn again. */
export function traitsOf(view: RowView): unknown[] {
  const { row, folder, isSelected, isActive, isOpen } = view;
  const { text, bar } = stateOf(view);
  const traits = [row.name, row.bytes, folder, text, bar, isSelected, isActive, isOpen];
  const known = 'state' in row ? [row.pages, row.format, row.warnings?.join('\n')] : [];
  return [...traits, row.error?.code, row.error?.message, ...known];
}

export function renderRow(view: RowView): TemplateResult {
  const { row, folder, isSelected, isActive } = view;
  const state = stateOf(view);
  const shown = showName(row.name);
  const label = folder ? `${showName(folder)}/${shown}` : shown;
  const [failed, tabindex] = [isFailed(row), isActive ? 0 : -1];
  return html`
    <button
      type="button"
      class="pick"
      role="checkbox"
      data-act="pick"
      tabindex=${tabindex}
      aria-checked=${isSelected}
      aria-label=${messages.selectNamed(label)}
    >
      ${renderIcon(formatIcon(row))}<span class="box"></span>
    </button>
    <span class="document-name" dir="auto" title=${label}
      >${shown}${folder ? html` <span class="document-folder">${showName(folder)}</span>` : nothing}</span
    >
    <span class="document-size">${describeSize(row)}</span>
    ${renderState(view, state)} ${failed ? renderRetry(row, label, tabindex) : nothing}
    <button
      type="button"
      class="quiet symbol remove"
      data-act="remove"
      tabindex=${tabindex}
      title=${messages.remove}
      aria-label=${messages.removeNamed(label)}
    >
      ${renderIcon(X)}
    </button>
    ${state.bar === undefined ? nothing : renderProgress(state.bar, shown)} ${renderNotes(view)}
  `;
}

function stateOf({ row, isReading, isWordsOnly }: RowView): DescribedState {
  if ('state' in row) return describeState(row, { isReading, isWordsOnly });
  if (row.error) return { text: describeFailure(row.error) };
  return { text: messages.stateWaiting };
}

/** The state in words; where there is more to say it unfolds that, so that nothing moves by itself. */
function renderState({ row, isOpen, isActive }: RowView, { text }: DescribedState): TemplateResult {
  const count = notesOf(row).length;
  if (count === 0) return html`<span class="document-state">${text}</span>`;
  const shown = isFailed(row) ? text : messages.stateWithNotes(text, count);
  return html`
    <button
      type="button"
      class="document-state"
      data-act="notes"
      tabindex=${isActive ? 0 : -1}
      aria-expanded=${isOpen}
    >
      <span>${shown}</span>${renderIcon(ChevronDown)}
    </button>
  `;
}

function renderRetry(row: Row, label: string, tabindex: number): TemplateResult {
  const [name, title] = isFileAtFault(row.error)
    ? [messages.pickAgainNamed(label), messages.pickAgain]
    : [messages.tryAgainNamed(label), messages.tryAgain];
  return html`
    <button
      type="button"
      class="quiet symbol retry"
      data-act="retry"
      tabindex=${tabindex}
      title=${title}
      aria-label=${name}
    >
      ${renderIcon(RotateCw)}
    </button>
  `;
}

function renderProgress(bar: number | 'unknown', name: string): TemplateResult {
  const label = messages.stateOf(name);
  return bar === 'unknown'
    ? html`<progress aria-label=${label}></progress>`
    : html`<progress aria-label=${label} max="1" .value=${bar}></progress>`;
}

function renderNotes({ row, isOpen }: RowView): TemplateResult | typeof nothing {
  if (!isOpen) return nothing;
  const notes = notesOf(row);
  if (notes.length === 0) return nothing;
  const label = isFileAtFault(row.error) ? messages.pickAgain : messages.tryAgain;
  return html`
    <div class="document-notes">
      ${notes.map((note) => html`<p>${note}</p>`)}
      ${
        isFailed(row) ? html`<button type="button" class="quiet" data-act="retry">${label}</button>` : nothing
      }
    </div>
  `;
}

/** What a person should know of it beyond its state, in whole sentences. */
function notesOf(row: Row): readonly string[] {
  const warnings = 'warnings' in row ? (row.warnings ?? []) : [];
  const { error } = row as Pick<DocumentInfo, 'error'>;
  if (!error) return warnings;
  const explained = messages.failureNotes[error.code] ?? error.message;
  return [isFailed(row) ? explained : messages.keptFormer(explained), ...warnings];
}
