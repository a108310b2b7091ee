import { html, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import type { ConversationsController } from './conversations-controller.ts';

/** Above the turns: which conversation it is, and what can be done with it as a whole. */
export function renderConversationHead(conversations: ConversationsController): TemplateResult {
  const { title, isCopied, copy, save, startNew } = conversations;
  return html`
    <header class="conversation-head">
      <p class="conversation-name" dir="auto" title=${title}>${title}</p>
      <button type="button" class="quiet" @click=${copy}>
        ${isCopied ? messages.copied : messages.copyConversation}
      </button>
      <button type="button" class="quiet" @click=${save}>${messages.exportConversation}</button>
      <button type="button" class="quiet" @click=${startNew}>${messages.newConversation}</button>
    </header>
    <div role="status" class="visually-hidden">${isCopied ? messages.copied : ''}</div>
  `;
}
