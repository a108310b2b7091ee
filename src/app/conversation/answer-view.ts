import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Citation, GeneratorPlan, Passage } from '../../index.ts';
import { CLOSEST_PASSAGES, type Turn } from './turn.ts';
import { describePlace, formatDuration } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { renderSearchedAs } from './searched-as.ts';
import { renderScope } from './scope.ts';
import './answer-line.ts';
import { messages } from '../messages/messages.ts';
import { renderPreview } from './passage-preview.ts';
import { renderQuoted } from './quoted-words.ts';
import type { SourceTarget } from '../source/source-target.ts';
import { formatSource } from '../route.ts';
import { findPlace, targetOf } from './source-place.ts';
import type { Writing } from './writing.ts';
import './written-view.ts';

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
  declare plan: GeneratorPlan | null | undefined;
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
        ${renderScope(turn.scope)} ${renderSearchedAs(turn, () => this.emit('ask-as-typed', turn.question))}
        ${this.renderAnswer(turn)}
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
              ${renderQuoted(citation)} ${this.renderButton(targetOf(citation), citation.number)}
            </li>`,
        )}
      </ol>
      ${this.renderLine(turn, label)}
      <cloister-written
        .turn=${turn}
        .plan=${this.plan}
        .writing=${this.writing}
        .isBusy=${this.isWriting}
        .documents=${this.documents}
      ></cloister-written>
    `;
  }

  private renderRefused(turn: Turn): TemplateResult {
    const closest = turn.passages.slice(0, CLOSEST_PASSAGES);
    return html`
      <p class="refusal">${turn.scope ? messages.refusedInScope : messages.refused}</p>
      <p class="byline">${turn.scope ? messages.refusedInScopeHint : messages.refusedHint}</p>
      ${renderMissing(turn)}
      ${
        closest.length === 0
          ? nothing
          : html`<h4 class="closest">${messages.closest}</h4>
              <ul class="passages">
                ${closest.map((passage) => html`<li>${this.renderPassage(passage)}</li>`)}
              </ul>`
      }
      ${this.renderLine(turn)}
    `;
  }

  /** @param label who wrote it; without one there is nothing to copy. */
  private renderLine(turn: Turn, label?: string): TemplateResult {
    const { id, question, text, citations, elapsedMs, isPartial } = turn;
    const summary = [label ?? '', elapsedMs === undefined ? '' : formatDuration(elapsedMs)];
    const run = (): void => this.emit('ask-again', id);
    return html`
      ${isPartial ? html`<p class="byline">${messages.partial}</p>` : nothing}
      <cloister-answer-line
        .summary=${summary.filter(Boolean).join(' · ')}
        .answer=${label ? { question, text, citations, author: label } : undefined}
        .again=${{ label: messages.askAgain, run, isDisabled: false }}
        .explained=${turn}
      ></cloister-answer-line>
    `;
  }

  private renderPassage(passage: Passage): TemplateResult {
    const { start, end } = passage;
    return html`${renderPreview(passage)}
    ${this.renderButton({ ...passage, start, end, answer: [start, start] })}`;
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

function renderMissing({ missing, unknown = [] }: Turn): TemplateResult[] {
  const texts = [...missing.map(messages.missingPhrase), ...unknown.map(messages.missingBeginning)];
  return texts.map((text) => html`<p class="byline missing" dir="auto">${text}</p>`);
}

function renderDoubt(): TemplateResult {
  return html`
    <h4 class="closest">${messages.closest}</h4>
    <p class="byline">${messages.doubtful}</p>
  `;
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
