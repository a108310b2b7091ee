import { html, nothing, type TemplateResult } from 'lit';
import { renderConversation } from './conversation/conversation-pane.ts';
import { renderConversations } from './conversations/conversations-pane.ts';
import { describeActivity } from './documents/activity.ts';
import type { CorpusController, Notice } from './documents/corpus-controller.ts';
import { renderDocuments, renderEmpty } from './documents/documents-pane.ts';
import { renderSpoken } from './conversation/spoken-lines.ts';
import { renderMeaningBanner } from './documents/meaning-banner.ts';
import { messages } from './messages/messages.ts';
import { renderAction } from './notice-action.ts';
import { describeOffline, renderVersionOffer } from './offline/version-offer.ts';
import type { PageState } from './page-state.ts';
import { formatPlace, SETTINGS_PAGES, type SettingsPage } from './route.ts';
import './source/source-panel.ts';

/** Below this the source covers the page, and what is behind it must not be reached. */
const SHEET = '(width < 700px)';

/** The whole page for one state of it. */
export function renderPage(page: PageState): TemplateResult {
  const { corpus, conversation, isDragging } = page;
  const { place } = page.route;
  const activity = describeActivity(corpus.status, corpus.loading);
  return html`
    ${renderTop(page, activity)}
    <main class=${page.target ? 'with-source' : ''}>
      ${globalThis.isSecureContext ? nothing : html`<p class="banner standing">${messages.insecure}</p>`}
      ${renderVersionOffer(page.offline, page.isBusy)}
      <div role="alert">
        ${corpus.notice?.kind === 'trouble' ? renderBanner(corpus, corpus.notice) : nothing}
        ${renderMeaningBanner(corpus.status, page.openAnew)}
      </div>
      ${place.kind === 'settings' ? renderSettings(page, place.page) : nothing}
      <div class="places" ?hidden=${place.kind === 'settings'}>${renderContent(page)}</div>
    </main>
    <div role="status" class="visually-hidden">${conversation.announcement}</div>
    ${renderSpoken(page.writing.spoken)}
    <cloister-status
      .status=${corpus.status}
      .activity=${activity}
      .offline=${describeOffline(page.offline)}
    ></cloister-status>
    ${page.why.render(page)}
    <cloister-keys></cloister-keys>
    ${isDragging ? html`<div class="drop-overlay" aria-hidden="true">${messages.dropAnywhere}</div>` : nothing}
  `;
}

function renderSettings(page: PageState, shown: SettingsPage): TemplateResult {
  const { corpus, route, offline } = page;
  return page.settings.render(
    html`<cloister-settings
      .page=${shown}
      .back=${formatPlace(route.conversation)}
      .rag=${corpus.rag}
      .status=${corpus.status}
      .offline=${offline}
    ></cloister-settings>`,
  );
}

function renderTop({ corpus, openStatus }: PageState, activity: string): TemplateResult {
  const isTroubled = corpus.rag === undefined && corpus.notice?.kind === 'trouble';
  const isWordsOnly = corpus.status?.embedderError !== undefined;
  const label = isTroubled ? messages.sealTrouble : isWordsOnly ? messages.sealWords : messages.seal;
  return html`
    <header class="top">
      <img src="./icons/icon.svg" alt="" width="28" height="28" />
      <h1>${messages.name}</h1>
      <p class="activity">${activity}</p>
      <a class="settings-link" href=${formatPlace({ kind: 'settings', page: SETTINGS_PAGES[0] })}
        >${messages.settings}</a
      >
      <button
        type="button"
        class=${isTroubled || isWordsOnly ? 'seal attention' : 'seal'}
        aria-haspopup="dialog"
        @click=${openStatus}
      >
        ${label}
      </button>
    </header>
  `;
}

function renderBanner(corpus: CorpusController, notice: Notice): TemplateResult {
  return html`
    <div class="banner">
      <p>${notice.text}</p>
      ${renderAction(notice)}
      <button type="button" class="quiet" @click=${() => corpus.say(undefined)}>${messages.dismiss}</button>
    </div>
  `;
}

function renderContent(page: PageState): TemplateResult | typeof nothing {
  const { corpus } = page;
  if (!corpus.isLoaded) {
    return corpus.notice ? nothing : html`<p class="opening">${messages.opening}</p>`;
  }
  if (corpus.rows.length === 0 && !hasConversations(page))
    return page.conversations.isLoaded ? renderEmpty(corpus) : nothing;
  const isCovered = page.target !== undefined && matchMedia(SHEET).matches;
  return html`
    ${page.side === 'documents' ? renderDocuments(page, isCovered) : renderConversations(page, isCovered)}
    ${renderConversation(page, isCovered)}
    ${
      page.target
        ? html`<aside class="source" aria-label=${messages.source}>
            <cloister-source .rag=${corpus.rag} .target=${page.target}></cloister-source>
          </aside>`
        : nothing
    }
  `;
}

/** Whether there is anything to read without a document. */
function hasConversations({ conversation, conversations }: PageState): boolean {
  const { list, open } = conversations;
  return conversation.turns.length > 0 || list.length > 0 || open.state !== 'new';
}
