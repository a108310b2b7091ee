import { html, nothing, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import { renderAction } from '../notice-action.ts';
import type { PageState } from '../page-state.ts';
import { renderSideSwitch } from '../side-switch.ts';
import './conversation-list.ts';
import type { ConversationsController } from './conversations-controller.ts';
import './search-field.ts';

/** The column of the conversations; it takes the place of that of the documents. */
export function renderConversations(page: PageState, isCovered: boolean): TemplateResult {
  const { conversations, isFolded } = page;
  return html`
    <section
      class=${isFolded ? 'documents conversations folded' : 'documents conversations'}
      aria-label=${messages.conversations}
      ?inert=${isCovered}
    >
      <header>${renderSideSwitch(page)}</header>
      <div class="foldable">${renderList(conversations)}</div>
      <footer>
        <button type="button" class="quiet begin" @click=${conversations.startNew}>
          ${messages.newConversation}
        </button>
        ${renderNews(conversations)}
      </footer>
    </section>
  `;
}

function renderList(conversations: ConversationsController): TemplateResult {
  const { list, finds, query, open } = conversations;
  if (list.length === 0) return html`<p class="none-yet">${messages.noConversations}</p>`;
  return html`
    <cloister-search-field .query=${query}></cloister-search-field>
    <div role="status" class=${finds?.length === 0 ? 'none-yet' : 'visually-hidden'}>
      ${finds === undefined ? nothing : describeFinds(finds.length, query)}
    </div>
    <cloister-conversations
      .conversations=${list}
      .finds=${finds}
      .openId=${open.id}
    ></cloister-conversations>
  `;
}

function describeFinds(count: number, query: string): string {
  return count === 0 ? messages.nothingFound(query) : messages.foundConversations(count);
}

function renderNews({ notice }: ConversationsController): TemplateResult {
  return html`<div role="status" class="news">
    ${
      notice
        ? html`<p>${notice.text}</p>
            ${renderAction(notice)}`
        : nothing
    }
  </div>`;
}
