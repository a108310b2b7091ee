import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ModelManifest } from '../index.ts';
import { describeActivity } from './activity.ts';
import './add-documents.ts';
import './answer-view.ts';
import type { SourceTarget } from './source-target.ts';
import type { ConversationController } from './conversation-controller.ts';
import type { CorpusController, Notice } from './corpus-controller.ts';
import './documents-list.ts';
import { messages } from './messages.ts';
import { renderLanguageAdvice } from './language-advice.ts';
import type { OfflineController } from './offline-controller.ts';
import './source-panel.ts';
import { describeOffline, renderVersionOffer } from './version-offer.ts';
import type { WritingController } from './writing-controller.ts';

/** Below this the source covers the page, and what is behind it must not be reached. */
const SHEET = '(width < 700px)';

/** What the page is drawn from. */
export interface PageState {
  readonly corpus: CorpusController;
  readonly conversation: ConversationController;
  readonly writing: WritingController;
  readonly offline: OfflineController;
  /** Whether an answer or an import is under way. */
  readonly isBusy: boolean;
  readonly target: SourceTarget | undefined;
  readonly isDragging: boolean;
  readonly isFolded: boolean;
  readonly hasSamples: boolean;
  readonly openStatus: () => void;
  readonly toggleDocuments: () => void;
  readonly askSuggested: (question: string) => void;
  readonly changeEmbedder: (embedder: ModelManifest) => void;
}

/** The whole page for one state of it. */
export function renderPage(page: PageState): TemplateResult {
  const { corpus, conversation, isDragging } = page;
  const activity = describeActivity(corpus.status, corpus.loading);
  return html`
    ${renderTop(page, activity)}
    <main class=${page.target ? 'with-source' : ''}>
      ${globalThis.isSecureContext ? nothing : html`<p class="banner standing">${messages.insecure}</p>`}
      ${renderVersionOffer(page.offline, page.isBusy)}
      <div role="alert">
        ${corpus.notice?.kind === 'trouble' ? renderBanner(corpus, corpus.notice) : nothing}
      </div>
      ${renderContent(page)}
    </main>
    <div role="status" class="visually-hidden">${conversation.announcement}</div>
    <div role="status" class="visually-hidden">${page.writing.announcement}</div>
    <cloister-status
      .status=${corpus.status}
      .activity=${activity}
      .offline=${describeOffline(page.offline)}
    ></cloister-status>
    ${isDragging ? html`<div class="drop-overlay" aria-hidden="true">${messages.dropAnywhere}</div>` : nothing}
  `;
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

function renderAction({ action }: Notice): TemplateResult | typeof nothing {
  if (!action) return nothing;
  return html`<button type="button" class="quiet" @click=${action.run}>${action.label}</button>`;
}

function renderContent(page: PageState): TemplateResult | typeof nothing {
  const { corpus, conversation } = page;
  if (!corpus.isLoaded) {
    return corpus.notice ? nothing : html`<p class="opening">${messages.opening}</p>`;
  }
  if (corpus.rows.length === 0 && conversation.turns.length === 0) return renderEmpty(corpus);
  const isCovered = page.target !== undefined && matchMedia(SHEET).matches;
  return html`
    ${renderDocuments(page, isCovered)} ${renderConversation(page, isCovered)}
    ${
      page.target
        ? html`<aside class="source" aria-label=${messages.source}>
            <cloister-source .rag=${corpus.rag} .target=${page.target}></cloister-source>
          </aside>`
        : nothing
    }
  `;
}

function renderEmpty(corpus: CorpusController): TemplateResult {
  return html`
    <section class="empty" aria-label=${messages.documents}>
      <p class="lead">${messages.lead}</p>
      <cloister-add .isLarge=${true}></cloister-add>
      ${renderNews(corpus)}
    </section>
  `;
}

function renderNews({ notice }: CorpusController): TemplateResult {
  const news = notice?.kind === 'news' ? notice : undefined;
  return html`<div role="status" class="news">
    ${
      news
        ? html`<p>${news.text}</p>
            ${renderAction(news)}`
        : nothing
    }
  </div>`;
}

function renderDocuments(
  { corpus, isFolded, toggleDocuments, changeEmbedder }: PageState,
  isCovered: boolean,
): TemplateResult {
  return html`
    <section
      class=${isFolded ? 'documents folded' : 'documents'}
      aria-label=${messages.documents}
      ?inert=${isCovered}
    >
      <header>
        <h2>${messages.documents}</h2>
        <span class="count">${messages.documentCount(corpus.rows.length)}</span>
        <button type="button" class="quiet fold" aria-expanded=${!isFolded} @click=${toggleDocuments}>
          ${isFolded ? messages.showDocuments : messages.hideDocuments}
          <span class="visually-hidden">${messages.documents}</span>
        </button>
      </header>
      <div class="foldable">
        <cloister-documents .rows=${corpus.rows}></cloister-documents>
      </div>
      <footer>
        ${renderLanguageAdvice(corpus.status, changeEmbedder)}
        <cloister-add></cloister-add>
        ${renderNews(corpus)}
      </footer>
    </section>
  `;
}

function renderConversation(page: PageState, isCovered: boolean): TemplateResult {
  const { corpus, conversation, writing } = page;
  const { turns } = conversation;
  return html`
    <section class="conversation" aria-labelledby="conversation-title" ?inert=${isCovered}>
      <h2 id="conversation-title" class="visually-hidden">${messages.conversation}</h2>
      <div class="turns" tabindex="0" role="log" aria-live="off" aria-labelledby="conversation-title">
        ${
          turns.length === 0
            ? renderInvitation(page)
            : repeat(
                turns,
                ({ id }) => id,
                (turn) =>
                  html`<cloister-answer
                    .turn=${turn}
                    .titles=${corpus.titles}
                    .plan=${writing.plan}
                    .writing=${writing.writings.get(turn.id)}
                    .isWriting=${writing.isRunning}
                  ></cloister-answer>`,
              )
        }
      </div>
      <cloister-ask .isRunning=${conversation.isRunning}></cloister-ask>
    </section>
  `;
}

function renderInvitation({ hasSamples, askSuggested }: PageState): TemplateResult {
  return html`
    <div class="invitation">
      <p class="lead">${messages.invite}</p>
      <p>${messages.inviteHint}</p>
      ${
        hasSamples
          ? html`<ul class="suggestions">
              ${messages.sampleQuestions.map(
                (question) =>
                  html`<li>
                    <button type="button" class="quiet" @click=${() => askSuggested(question)}>
                      ${question}
                    </button>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
    </div>
  `;
}
