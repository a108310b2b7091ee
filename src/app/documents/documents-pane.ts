import { html, nothing, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import type { PageState } from '../page-state.ts';
import { renderAction } from '../notice-action.ts';
import { renderSideSwitch } from '../side-switch.ts';
import './add-documents.ts';
import type { CorpusController } from './corpus-controller.ts';
import './documents-list.ts';
import { renderLanguageAdvice } from './language-advice.ts';
import './name-field.ts';
import { filterRows } from './rows.ts';
import './selection-bar.ts';

/** From so many documents on, their names are not taken in at a glance. */
const MANY = 13;

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
  const { corpus, choice, isFolded, changeEmbedder } = page;
  const rows = filterRows(corpus.rows, choice.filter);
  const isChoosing = choice.selected.size > 0;
  return html`
    <section
      class=${isFolded ? 'documents folded' : 'documents'}
      aria-label=${messages.documents}
      ?inert=${isCovered}
    >
      ${renderHeader(page)}
      <div class="foldable">
        <cloister-documents
          .rows=${rows}
          .selected=${choice.selected}
          .reading=${corpus.reading}
          .isWordsOnly=${corpus.status?.embedderError !== undefined}
        ></cloister-documents>
        ${rows.length === 0 ? html`<p class="no-such-name">${messages.noSuchName}</p>` : nothing}
      </div>
      <footer>
        ${renderLanguageAdvice(corpus.status, changeEmbedder)}
        <cloister-selection ?hidden=${!isChoosing} .selected=${choice.selected}></cloister-selection>
        <div class="adding" ?hidden=${isChoosing}>
          <cloister-add></cloister-add>
          ${renderNews(corpus)}
        </div>
      </footer>
    </section>
  `;
}

function renderHeader(page: PageState): TemplateResult {
  const { corpus, choice } = page;
  const count = corpus.rows.length;
  const isSearchable = count >= MANY || choice.filter !== '';
  return html`
    <header>
      ${renderSideSwitch(page)}
      <p class="count">${messages.documentCount(count)}</p>
      ${isSearchable ? html`<cloister-name-field></cloister-name-field>` : nothing}
    </header>
  `;
}
