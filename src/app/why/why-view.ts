import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Passage, Rag, Retrieval } from '../../index.ts';
import type { Turn } from '../conversation/turn.ts';
import type { Writing } from '../conversation/writing.ts';
import { describeError } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { limitTo } from '../conversation/question-scope.ts';
import { messages } from '../messages/messages.ts';
import type { SourceTarget } from '../source/source-target.ts';
import './expected-passage.ts';
import { renderDropped, renderFound, type FoundContext } from './found-passages.ts';
import { sortWords } from './passage-verdict.ts';
import './prompt-report.ts';
import { renderTimings } from './timing-bars.ts';

/**
 * How one answer came about: what was searched, found, left out, given to a model, and how long it took. Searches again
 * when it opens, as an answer keeps no more than it shows. Emits `open-source` and `close-why`.
 */
export class WhyView extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    turn: { attribute: false },
    writing: { attribute: false },
    titles: { attribute: false },
    retrieval: { state: true },
    error: { state: true },
  };
  declare rag: Rag | undefined;
  declare turn: Turn | undefined;
  /** What a model wrote for the turn. */
  declare writing: Writing | undefined;
  declare titles: ReadonlyMap<string, string>;
  declare retrieval: Retrieval | undefined;
  declare error: string | undefined;

  constructor() {
    super();
    this.titles = new Map();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn } = this;
    if (!turn) return nothing;
    return html`
      <dialog class="status why-view" aria-labelledby="why-title" closedby="any" @close=${this.tellClosed}>
        <header>
          <h2 id="why-title">${messages.whyTitle}</h2>
          <button type="button" class="quiet" @click=${this.close}>${messages.close}</button>
        </header>
        <div class="status-body" tabindex="0" role="group" aria-label=${messages.whyTitle}>
          <p class="status-lead">${messages.whyLead}</p>
          ${this.renderBody(turn)}
        </div>
      </dialog>
    `;
  }

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
    void this.search();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.get('turn') !== undefined && changed.get('turn')?.question !== this.turn?.question)
      void this.search();
  }

  private async search(): Promise<void> {
    const { rag, turn } = this;
    if (!rag || !turn) return;
    this.retrieval = undefined;
    this.error = undefined;
    try {
      const question = turn.searchedAs?.question ?? turn.question;
      const retrieval = await rag.retrieve(question, { explain: true, ...limitTo(turn.scope) });
      if (turn.id === this.turn?.id) this.retrieval = retrieval;
    } catch (error) {
      if (turn.id === this.turn?.id) this.error = messages.whyFailed(describeError(error));
    }
  }

  private renderBody(turn: Turn): TemplateResult {
    const { retrieval, writing } = this;
    if (this.error !== undefined) return html`<p class="trouble">${this.error}</p>`;
    if (!retrieval) return html`<p class="pending">${messages.whySearching}</p>`;
    const context: FoundContext = { titles: this.titles, open: this.open };
    return html`
      ${isSame(turn.passages, retrieval.passages) ? nothing : html`<p class="why-hint">${messages.whyChanged}</p>`}
      <h3>${messages.whySearched}</h3>
      ${renderSearched(turn, retrieval)}
      <h3>${messages.whyFound}</h3>
      ${renderFound(retrieval, context)}
      <h3>${messages.whyDropped}</h3>
      ${renderDropped(retrieval, context)}
      <h3>${messages.whyPrompt}</h3>
      <cloister-prompt .prompt=${writing?.prompt}></cloister-prompt>
      <h3>${messages.whyTimings}</h3>
      ${renderTimings(writing?.timings ?? turn.timings ?? retrieval.timings)}
      <h3>${messages.whyExpected}</h3>
      <cloister-expected
        .rag=${this.rag}
        .used=${retrieval}
        .scope=${turn.scope}
        .context=${context}
      ></cloister-expected>
    `;
  }

  private readonly open = (passage: Passage, button: EventTarget | null): void => {
    const { start, end } = passage;
    const target: SourceTarget = { ...passage, start, end, answer: [start, start] };
    this.emit('open-source', target, button ?? this);
    this.close();
  };

  private readonly close = (): void => this.querySelector('dialog')?.close();

  private readonly tellClosed = (): void => this.emit('close-why', undefined);
}

function renderSearched(turn: Turn, { halves, terms = [], passages, confidence }: Retrieval): TemplateResult {
  const matched = passages.flatMap(({ why }) => why.matchedTerms);
  const { missed } = sortWords(matched, terms);
  const words = [...new Set(terms.map(({ word }) => word))];
  const how = !halves.dense
    ? messages.whyWordsOnly
    : halves.lexical
      ? messages.whyBothSides
      : messages.whyMeaningOnly;
  const { searchedAs } = turn;
  return html`
    <dl class="facts">
      ${renderFact(messages.whyTyped, turn.question)}
      ${searchedAs ? renderFact(messages.whySearchedAs, searchedAs.question, messages.whyCompleted[searchedAs.by]) : nothing}
      ${turn.scope ? renderFact(messages.whyScope, turn.scope.map(({ name }) => name).join(' · ')) : nothing}
      ${words.length > 0 ? renderFact(messages.whyTerms, words.join(' · ')) : nothing}
      ${missed.length > 0 ? renderFact(messages.whyUnknownTerms, missed.join(' · ')) : nothing}
    </dl>
    <p class="why-hint">${how}</p>
    <p class="why-hint">${messages.whyConfidence[confidence]}</p>
  `;
}

function renderFact(label: string, value: string, note = ''): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>
      <span dir="auto">${value}</span>
      ${note ? html`<span class="why-hint">${note}</span>` : nothing}
    </dd>
  </div>`;
}

/** Whether an answer had these passages; one that was kept without them cannot tell. */
function isSame(before: readonly Passage[], now: readonly Passage[]): boolean {
  return before.length === 0 || before.map(({ id }) => id).join() === now.map(({ id }) => id).join();
}

customElements.define('cloister-why', WhyView);
