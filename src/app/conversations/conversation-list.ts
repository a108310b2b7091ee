import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../light-element.ts';
import { messages, spokenLanguage } from '../messages/messages.ts';
import { formatPlace } from '../route.ts';
import type { ConversationInfo } from './conversation-schema.ts';
import type { Find } from './conversation-search.ts';
import { groupByDay } from './conversations-by-day.ts';

/** The conversations, by day or as they were found. Emits `rename-conversation` and `delete-conversation`. */
export class ConversationList extends LightElement {
  static override properties: PropertyDeclarations = {
    conversations: { attribute: false },
    finds: { attribute: false },
    openId: { attribute: false },
    renamed: { state: true },
  };
  declare conversations: readonly ConversationInfo[];
  /** Which of them to show, with where they hold what was looked for; undefined for all. */
  declare finds: readonly Find[] | undefined;
  declare openId: string | undefined;
  /** The one that is getting another title. */
  declare private renamed: string | undefined;

  constructor() {
    super();
    this.conversations = [];
  }

  protected override render(): TemplateResult | TemplateResult[] {
    const { conversations, finds } = this;
    if (finds) {
      const known = new Map(conversations.map((info) => [info.id, info]));
      const found = finds.flatMap(({ id }) => known.get(id) ?? []);
      const excerpts = new Map(finds.map(({ id, excerpt }) => [id, excerpt]));
      return this.renderRows(found, excerpts);
    }
    return groupByDay(conversations, new Date()).map(
      (group) => html`
        <h3 class="day">${messages.days[group.day]}</h3>
        ${this.renderRows(group.conversations)}
      `,
    );
  }

  private renderRows(
    conversations: readonly ConversationInfo[],
    excerpts?: ReadonlyMap<string, string | undefined>,
  ): TemplateResult {
    return html`<ul class="conversation-list">
      ${repeat(
        conversations,
        ({ id }) => id,
        (info) => this.renderRow(info, excerpts?.get(info.id)),
      )}
    </ul>`;
  }

  private renderRow(info: ConversationInfo, excerpt: string | undefined): TemplateResult {
    const { id, title } = info;
    const isOpen = id === this.openId;
    return html`
      <li class=${isOpen ? 'kept-conversation open' : 'kept-conversation'}>
        ${
          id === this.renamed
            ? this.renderTitleField(info)
            : html`<a
                class="conversation-title"
                dir="auto"
                href=${formatPlace({ kind: 'conversation', id })}
                aria-current=${isOpen ? 'page' : nothing}
                title=${title}
                >${title}</a
              >`
        }
        ${excerpt ? html`<p class="excerpt" dir="auto">${excerpt}</p>` : nothing}
        <span class="conversation-time">${formatTime(info.changedAt)}</span>
        <span class="conversation-actions">
          <button
            type="button"
            class="quiet rename"
            aria-label=${messages.renameNamed(title)}
            @click=${() => void this.beginRenaming(id)}
          >
            ${messages.rename}
          </button>
          <button
            type="button"
            class="quiet delete"
            aria-label=${messages.deleteNamed(title)}
            @click=${(event: Event) => this.askForDeletion(id, event)}
          >
            ${messages.delete}
          </button>
        </span>
      </li>
    `;
  }

  private renderTitleField({ id, title }: ConversationInfo): TemplateResult {
    return html`<span
      class="title-field"
      contenteditable="plaintext-only"
      role="textbox"
      aria-label=${messages.titleLabel}
      dir="auto"
      spellcheck="false"
      translate="no"
      writingsuggestions="false"
      .textContent=${title}
      @keydown=${(event: KeyboardEvent) => this.handleTitleKey(id, event)}
      @blur=${() => this.endRenaming(id, true)}
    ></span>`;
  }

  private async beginRenaming(id: string): Promise<void> {
    this.renamed = id;
    await this.updateComplete;
    const field = this.querySelector<HTMLElement>('.title-field');
    field?.focus();
    if (field) getSelection()?.selectAllChildren(field);
  }

  private handleTitleKey(id: string, event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    // Escape would close the source, too.
    event.stopPropagation();
    this.endRenaming(id, event.key === 'Enter');
    // The focus goes to the title, so that its loss is no accident to recover from.
    (event.currentTarget as HTMLElement).blur();
    void this.updateComplete.then(() => this.focusRow(id));
  }

  private endRenaming(id: string, isMeant: boolean): void {
    if (this.renamed !== id) return;
    const field = this.querySelector('.title-field');
    const title = field?.textContent.replaceAll(/\s+/g, ' ').trim();
    this.renamed = undefined;
    const before = this.conversations.find((info) => info.id === id)?.title;
    if (isMeant && title && title !== before) this.emit('rename-conversation', { id, title });
  }

  private focusRow(id: string): void {
    this.querySelector<HTMLElement>(`a[href="${formatPlace({ kind: 'conversation', id })}"]`)?.focus();
  }

  /** Focus goes to the neighbour, since this row is about to go. */
  private askForDeletion(id: string, event: Event): void {
    const rows = [...this.querySelectorAll('li')];
    const at = rows.findIndex((row) => row.contains(event.currentTarget as Node));
    (rows[at + 1] ?? rows[at - 1])?.querySelector('a')?.focus();
    this.emit('delete-conversation', id);
  }
}

/** The time of day for today and yesterday, which the heading tells apart, else the date. */
function formatTime(at: number): string {
  const dayBefore = new Date(Date.now() - 86_400_000).setHours(0, 0, 0, 0);
  const options: Intl.DateTimeFormatOptions =
    at >= dayBefore ? { timeStyle: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat(spokenLanguage(), options).format(at);
}

customElements.define('cloister-conversations', ConversationList);
