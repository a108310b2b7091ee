import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { renderRow, traitsOf, type RowView } from './document-row.ts';
import { moveTo, rangeBetween, type Move } from './row-moves.ts';
import { foldersOf, isFailed, type Row } from './rows.ts';

/** Rows that are made in one go. More follow when the page is idle: making a thousand at once would hold it up. */
const ROWS_AT_ONCE = 40;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
};

/**
 * The documents with where each stands. All rows are in the page, so that the browser finds their names and a screen
 * reader counts them; those out of sight are neither laid out nor painted. Emits `select-documents`,
 * `remove-documents` and `retry-document`.
 */
export class DocumentsList extends LightElement {
  static override properties: PropertyDeclarations = {
    rows: { attribute: false },
    selected: { attribute: false },
    reading: { attribute: false },
    isWordsOnly: { attribute: false },
    opened: { state: true },
    active: { state: true },
    drawn: { state: true },
  };
  declare rows: readonly Row[];
  /** Ids of the marked rows. */
  declare selected: ReadonlySet<string>;
  /** The document that is being read now. */
  declare reading: string | undefined;
  /** Whether nothing can be searched by meaning. */
  declare isWordsOnly: boolean;
  /** Ids of the rows whose notes are unfolded. */
  declare opened: ReadonlySet<string>;
  /** The row that the keyboard enters the list at. */
  declare active: string | undefined;
  /** How many rows are made so far. */
  declare drawn: number;
  /** Where a range of marked rows begins. */
  private anchor: string | undefined;
  private isGrowing = false;

  constructor() {
    super();
    this.rows = [];
    this.selected = new Set();
    this.isWordsOnly = false;
    this.opened = new Set();
    this.drawn = ROWS_AT_ONCE;
  }

  protected override render(): TemplateResult {
    const folders = foldersOf(this.rows);
    const active = this.rows.some(({ id }) => id === this.active) ? this.active : this.rows[0]?.id;
    const view = (row: Row): RowView => ({
      row,
      folder: folders.get(row.id) ?? '',
      isSelected: this.selected.has(row.id),
      isActive: row.id === active,
      isOpen: this.opened.has(row.id),
      isReading: row.id === this.reading,
      isWordsOnly: this.isWordsOnly,
    });
    return html`
      <ul
        class=${this.selected.size > 0 ? 'document-list choosing' : 'document-list'}
        aria-label=${messages.documents}
        @click=${this.handleClick}
        @keydown=${this.handleKey}
        @focusin=${this.handleFocus}
      >
        ${repeat(
          this.rows.slice(0, this.drawn),
          ({ id }) => id,
          (row) => this.renderItem(view(row)),
        )}
      </ul>
    `;
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.isGrowing || this.drawn >= this.rows.length) return;
    this.isGrowing = true;
    whenIdle(() => {
      this.isGrowing = false;
      this.drawn += ROWS_AT_ONCE;
    });
  }

  private renderItem(view: RowView): TemplateResult {
    const { row, isSelected } = view;
    const classes = ['document', isFailed(row) ? 'failed' : '', isSelected ? 'selected' : ''];
    return html`<li class=${classes.filter(Boolean).join(' ')} data-id=${row.id}>
      ${guard(traitsOf(view), () => renderRow(view))}
    </li>`;
  }

  private readonly handleFocus = (event: FocusEvent): void => {
    this.active = idOf(event.target) ?? this.active;
  };

  private readonly handleClick = (event: MouseEvent): void => {
    const id = idOf(event.target);
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-act]') : null;
    if (id === undefined) return;
    const act = target?.dataset['act'];
    if (act === 'remove') this.removeRows([id], target);
    else if (act === 'retry') this.emit('retry-document', id);
    else if (act === 'notes') this.opened = toggled(this.opened, id);
    else if (event.shiftKey) this.selectRange(id);
    else if (act === 'pick' || event.ctrlKey || event.metaKey) this.toggle(id);
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event;
    const isControl = event.ctrlKey || event.metaKey;
    const move = MOVES[key];
    if (move && !isControl && !event.altKey) this.move(move, shiftKey);
    else if (isControl && key.toLowerCase() === 'a') this.select(this.rows.map(({ id }) => id));
    else if (key === 'Delete' || (key === 'Backspace' && event.metaKey)) this.removeMarked(event.target);
    else if (key === 'Escape' && this.selected.size > 0) this.select([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private move(move: Move, isRange: boolean): void {
    const ids = this.rows.map(({ id }) => id);
    const to = moveTo(ids, this.active, move);
    if (to === undefined) return;
    this.anchor ??= this.active;
    if (isRange) this.selectRange(to);
    else this.anchor = to;
    this.drawn = Math.max(this.drawn, ids.indexOf(to) + 1);
    this.active = to;
    void this.updateComplete.then(() => this.focusRow(to));
  }

  private toggle(id: string): void {
    this.anchor = id;
    this.select(toggled(this.selected, id));
  }

  private selectRange(to: string): void {
    const ids = this.rows.map(({ id }) => id);
    this.select(rangeBetween(ids, this.anchor ?? this.active ?? to, to));
  }

  private select(ids: Iterable<string>): void {
    this.emit('select-documents', new Set(ids));
  }

  /** The marked documents where the focus is on one of them, else the one with the focus. */
  private removeMarked(from: EventTarget | null): void {
    const id = idOf(from);
    if (id !== undefined) this.removeRows(this.selected.has(id) ? [...this.selected] : [id], from);
  }

  /** Focus goes to the nearest row that stays, since its own is about to go. */
  private removeRows(ids: readonly string[], from: EventTarget | null): void {
    const gone = new Set(ids);
    const at = this.rows.findIndex(({ id }) => id === idOf(from));
    const staying = (row: Row): boolean => !gone.has(row.id);
    const next = this.rows.slice(at).find(staying) ?? this.rows.slice(0, Math.max(0, at)).findLast(staying);
    const isRemove = from instanceof Element && from.closest('.remove') !== null;
    if (next) this.focusRow(next.id, isRemove ? '.remove' : '.pick');
    this.emit('remove-documents', ids);
  }

  private focusRow(id: string, part = '.pick'): void {
    this.querySelector<HTMLElement>(`li[data-id="${CSS.escape(id)}"] ${part}`)?.focus();
  }
}

function idOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('li.document')?.dataset['id'] : undefined;
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const others = new Set(ids);
  if (!others.delete(id)) others.add(id);
  return others;
}

/** Safari has no idle callbacks. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 16);
}

customElements.define('cloister-documents', DocumentsList);
