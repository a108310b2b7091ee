import { html, nothing, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import type { PageState } from '../page-state.ts';
import { renderAction } from '../notice-action.ts';
import './add-documents.ts';
import type { CorpusController } from './corpus-controller.ts';
import './documents-list.ts';
import { renderLanguageAdvice } from './language-advice.ts';

/** The page before there is any document. */
export function renderEmpty(corpus: CorpusController): TemplateResult {
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

/** The column of the documents. */
export function renderDocuments(
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
