import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Citation, GeneratorPlan, Passage } from '../../index.ts';
import { CLOSEST_PASSAGES, type Turn } from './conversation-controller.ts';
import { describePlace, formatDuration } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { renderSearchedAs } from './searched-as.ts';
import { renderMarked, type Highlight } from './marked-text.ts';
import { messages } from '../messages/messages.ts';
import type { SourceTarget } from '../source/source-target.ts';
import { formatSource } from '../route.ts';
import { findPlace, targetOf } from './source-place.ts';
import { findAnsweringRow, type AnsweringRow } from './table-quote.ts';
import type { Writing } from './writing-controller.ts';
import './written-view.ts';

/** Longest piece of a passage that is offered when nothing answers. */
const PREVIEW_CHARS = 280;

/** Below this share a quote behind the first one is hardly the answer, and marked less. */
const UNLIKELY = 0.1;

/** One question with its answer. Its citation buttons emit `open-source` with a `SourceTarget`. */
export class AnswerView extends LightElement {
  static override properties: PropertyDeclarations = {
    turn: { attribute: false },
    titles: { attribute: false },
    plan: { attribute: false },
    writing: { attribute: false },
    isWriting: { attribute: false },
    documents: { attribute: false },
  };
  declare turn: Turn | undefined;
  /** Titles of the documents by id. */
  declare titles: ReadonlyMap<string, string>;

  /** Which model would write. */
  declare plan: GeneratorPlan | undefined;
  declare writing: Writing | undefined;
  /** Whether an answer is being written, here or elsewhere. */
  declare isWriting: boolean;
  /** Ids of the documents that are there. */
  declare documents: ReadonlySet<string>;

  constructor() {
    super();
    this.documents = new Set();
    this.titles = new Map();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn } = this;
    if (!turn) return nothing;
    return html`
      <article class="turn" aria-label=${turn.question}>
        <h3 class="question" dir="auto">
          <span class="visually-hidden">${messages.yourQuestion}: </span>
          <span class="question-text">${turn.question}</span>
        </h3>
        ${renderSearchedAs(turn, () => this.emit('ask-as-typed', turn.question))} ${this.renderAnswer(turn)}
      </article>
    `;
  }

  private renderAnswer(turn: Turn): TemplateResult {
    switch (turn.state) {
      case 'searching':
        return html`<p class="pending">${messages.searching}</p>`;
      case 'answering':
        return html`<p class="pending" dir="auto">${turn.text || messages.answering}</p>`;
      case 'answered':
        return this.renderAnswered(turn);
      case 'refused':
        return this.renderRefused(turn);
      case 'stopped':
        return html`${turn.text ? html`<p dir="auto">${turn.text}</p>` : nothing}
          <p class="byline">${messages.stopped}</p>
          ${this.renderAskAgain(turn)}`;
      case 'failed':
    }
    return html`<p class="trouble">${turn.error}</p>
      ${this.renderAskAgain(turn)}`;
  }

  private renderAskAgain({ id }: Turn): TemplateResult {
    const ask = (): void => this.emit('ask-again', id);
    return html`<p class="offer">
      <button type="button" class="quiet" @click=${ask}>${messages.askAgain}</button>
    </p>`;
  }

  private renderAnswered(turn: Turn): TemplateResult {
    const isQuotes = turn.author?.kind === 'quotes';
    const label = isQuotes ? messages.quotesLabel : messages.modelLabel(turn.author?.name ?? '');
    return html`
      ${isQuotes ? nothing : html`<p class="written" dir="auto">${turn.text}</p>`} ${renderMissing(turn)}
      ${turn.confidence === 'doubtful' ? renderDoubt() : nothing}
      <ol class="quotes">
        ${turn.citations.map(
          (citation, index) =>
            html`<li class=${isUnlikely(citation, index) ? 'unlikely' : nothing}>
              ${this.renderCitation(citation)}
            </li>`,
        )}
      </ol>
      ${this.renderByline(turn, label)}
      <cloister-written
        .turn=${turn.id}
        .plan=${this.plan}
        .writing=${this.writing}
        .isBusy=${this.isWriting}
      ></cloister-written>
    `;
  }

  private renderRefused(turn: Turn): TemplateResult {
    const closest = turn.passages.slice(0, CLOSEST_PASSAGES);
    return html`
      <p class="refusal">${messages.refused}</p>
      <p class="byline">
        ${messages.refusedHint}
        ${turn.elapsedMs === undefined ? nothing : html` · ${formatDuration(turn.elapsedMs)}`}
        ${this.renderWhy(turn)}
      </p>
      ${renderMissing(turn)} ${turn.isPartial ? html`<p class="byline">${messages.partial}</p>` : nothing}
      ${
        closest.length === 0
          ? nothing
          : html`<h4 class="closest">${messages.closest}</h4>
              <ul class="passages">
                ${closest.map((passage) => html`<li>${this.renderPassage(passage)}</li>`)}
              </ul>`
      }
    `;
  }

  private renderByline(turn: Turn, label: string): TemplateResult {
    const time = turn.elapsedMs === undefined ? '' : ` · ${formatDuration(turn.elapsedMs)}`;
    return html`
      <p class="byline">${label}${time} ${this.renderWhy(turn)}</p>
      ${turn.isPartial ? html`<p class="byline">${messages.partial}</p>` : nothing}
    `;
  }

  /** Shows how the answer came about. */
  private renderWhy({ id, question }: Turn): TemplateResult {
    return html`<button
      type="button"
      class="quiet why"
      aria-haspopup="dialog"
      aria-label=${messages.whyOf(question)}
      @click=${() => this.emit('explain', id)}
    >
      ${messages.why}
    </button>`;
  }

  private renderCitation(citation: Citation): TemplateResult {
    const { mark, quote, number } = citation;
    const row = findAnsweringRow(citation);
    const target = targetOf(citation);
    const highlight = { start: 0, end: quote.length, answer: mark };
    const words = row
      ? renderRow(row, citation, highlight)
      : html`<blockquote dir="auto">
          <span class="words">${renderMarked(quote, 0, quote.length, highlight, joinLines)}</span>
        </blockquote>`;
    return html`${words} ${this.renderButton(target, number)}`;
  }

  private renderPassage(passage: Passage): TemplateResult {
    const { text, start, end } = passage;
    const preview =
      text.length > PREVIEW_CHARS ? `${text.slice(0, text.lastIndexOf(' ', PREVIEW_CHARS))} …` : text;
    return html`
      <p class="passage" dir="auto"><span class="words">${joinLines(preview)}</span></p>
      ${this.renderButton({ ...passage, start, end, answer: [start, start] })}
    `;
  }

  private renderButton(target: SourceTarget, number?: number): TemplateResult {
    const prefix = number === undefined ? nothing : messages.sourceNumber(number);
    const open = (event: Event): void => this.emit('open-source', target, event.currentTarget ?? this);
    const place = describePlace(target.document, target.anchor, this.titles.get(target.documentId));
    if (!this.documents.has(target.documentId))
      return html`<p class="citation gone">${place} · ${messages.documentGone}</p>`;
    const source = this.turn && findPlace(this.turn, this.writing, target);
    return html`
      <button
        type="button"
        class="citation"
        data-source=${source ? formatSource(source) : nothing}
        @click=${open}
      >
        <span class="visually-hidden">${prefix}</span>${place}
      </button>
    `;
  }
}

/**
 * Blank lines between the blocks of a document would tear a quote apart, and so would the ends of lines that a text
 * file was wrapped at; items of a list and rows of a table keep lines of their own.
 */
function joinLines(text: string): string {
  const isTable = text.includes('\t');
  return text.replaceAll(/[^\S\n]*\n\s*(?<marker>[-*•|#>]|\d+[.)]\s)?/g, (gap, marker: string | undefined) =>
    isTable || marker || /\n\s*\n/.test(gap) ? `\n${marker ?? ''}` : ' ',
  );
}

function renderMissing({ missing }: Turn): TemplateResult[] {
  return missing.map((phrase) => html`<p class="byline missing">${messages.missingPhrase(phrase)}</p>`);
}

function renderDoubt(): TemplateResult {
  return html`
    <h4 class="closest">${messages.closest}</h4>
    <p class="byline">${messages.doubtful}</p>
  `;
}

function renderRow(
  { cells }: AnsweringRow,
  { quote, header }: Citation,
  highlight: Highlight,
): TemplateResult {
  return html`<dl class="cells" dir="auto">
    ${cells.map(
      (cell, column) => html`
        <div>
          <dt>${header?.[column]}</dt>
          <dd>${renderMarked(quote, cell.start, cell.end, highlight)}</dd>
        </div>
      `,
    )}
  </dl>`;
}

customElements.define('cloister-answer', AnswerView);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-answer': AnswerView;
  }
}

function isUnlikely({ share = 1 }: Citation, index: number): boolean {
  return index > 0 && share < UNLIKELY;
}
