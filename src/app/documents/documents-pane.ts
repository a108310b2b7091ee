import { html, nothing, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import type { PageState } from '../page-state.ts';
import { renderAction } from '../notice-action.ts';
import { renderSideSwitch } from '../side-switch.ts';
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
export function renderDocuments(page: PageState, isCovered: boolean): TemplateResult {
  const { corpus, isFolded, changeEmbedder } = page;
  return html`
    <section
      class=${isFolded ? 'documents folded' : 'documents'}
      aria-label=${messages.documents}
      ?inert=${isCovered}
    >
      <header>
        ${renderSideSwitch(page)}
        <p class="count">${messages.documentCount(corpus.rows.length)}</p>
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
