import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Citation, GeneratorPlan, Progress } from '../../index.ts';
import { describePlace, formatBytes } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import type { SourceTarget } from '../source/source-target.ts';
import type { Writing } from './writing-controller.ts';

/**
 * Below the quotes of one turn: the offer to let a model write, and what it wrote. Emits `write-answer` with the turn's
 * id, `stop-writing`, and `open-source`.
 */
export class WrittenView extends LightElement {
  static override properties: PropertyDeclarations = {
    turn: { attribute: false },
    plan: { attribute: false },
    writing: { attribute: false },
    isBusy: { attribute: false },
  };
  declare turn: number;
  declare plan: GeneratorPlan | undefined;
  declare writing: Writing | undefined;
  /** Whether another answer is being written. */
  declare isBusy: boolean;

  protected override render(): TemplateResult | typeof nothing {
    const { writing, plan } = this;
    if (!writing) return this.renderOffer(messages.writeAnswer);
    switch (writing.state) {
      case 'loading':
        return this.renderPending(describeLoading(plan, writing.progress));
      case 'writing':
        return html`<p class="written" dir="auto">${writing.text}</p>
          ${this.renderPending(messages.writing(plan?.title ?? ''))}`;
      case 'written':
        return this.renderWritten(writing);
      case 'withdrawn':
        return html`<p class="byline">${messages.withdrawn}</p>
          ${this.renderOffer(messages.writeAgain)}`;
      case 'stopped':
        return html`${writing.text ? renderFragment(writing.text, plan?.title ?? '') : nothing}
          <p class="byline">${messages.stopped}</p>
          ${this.renderOffer(messages.writeAnswer)}`;
      case 'failed':
    }
    return html`<p class="trouble">${writing.error}</p>
      ${this.renderOffer(messages.writeAnswer)}`;
  }

  private renderOffer(label: string): TemplateResult | typeof nothing {
    if (!this.plan) return nothing;
    const isAgain = label === messages.writeAgain;
    return html`
      <p class="offer">
        <button type="button" class="quiet" ?disabled=${this.isBusy} @click=${this.write}>${label}</button>
        ${isAgain ? nothing : html`<span class="byline">${describePlan(this.plan)}</span>`}
      </p>
    `;
  }

  private renderPending(text: string): TemplateResult {
    const stop = (): void => this.emit('stop-writing', undefined);
    return html`<p class="pending">
      ${text} <button type="button" class="quiet" @click=${stop}>${messages.stop}</button>
    </p>`;
  }

  private renderWritten({ text, sentences, citations, author, speed }: Writing): TemplateResult {
    const isDoubtful = sentences.some(({ marks }) => marks.length === 0);
    const rate = speed ? ` · ${messages.tokenRate(speed.tokensPerSecond.toFixed(1))}` : '';
    return html`
      <p class="byline author">${messages.modelLabel(author ?? '')}${rate}</p>
      <p class="written" dir="auto">${renderSentences(text, sentences)}</p>
      ${isDoubtful ? html`<p class="byline">${messages.unsupported}</p>` : nothing}
      ${
        citations.length === 0
          ? nothing
          : html`<ul class="marks">
              ${citations.map((citation) => html`<li>${this.renderCitation(citation)}</li>`)}
            </ul>`
      }
      ${this.renderOffer(messages.writeAgain)}
    `;
  }

  private renderCitation(citation: Citation): TemplateResult {
    const { start, mark, number, document, anchor } = citation;
    const target: SourceTarget = { ...citation, answer: [start + mark[0], start + mark[1]] };
    const open = (event: Event): void => this.emit('open-source', target, event.currentTarget ?? this);
    return html`<button type="button" class="citation" @click=${open}>
      <span class="visually-hidden">${messages.sourceNumber(number)}</span
      ><span aria-hidden="true">${number} · </span>${describePlace(document, anchor)}
    </button>`;
  }

  /** A new step may begin below the edge of the view. */
  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('writing');
    if (changed.has('writing') && this.writing && before?.state !== this.writing.state)
      this.scrollIntoView({ block: 'nearest' });
  }

  private readonly write = (): void => this.emit('write-answer', this.turn);
}

/** What a model had written when it was stopped. */
function renderFragment(text: string, title: string): TemplateResult {
  return html`<p class="byline author">${messages.modelLabel(title)}</p>
    <p class="written" dir="auto">${text}</p>`;
}

function describePlan({ title, languages, missingBytes }: GeneratorPlan): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const known = languages.includes('*') ? [] : languages.map((language) => names.of(language) ?? language);
  const size = missingBytes > 0 ? formatBytes(missingBytes) : undefined;
  return messages.writeHint(title, known.join(', '), size);
}

function describeLoading(plan: GeneratorPlan | undefined, progress: Progress | undefined): string {
  const title = plan?.title ?? '';
  if (progress?.step !== 'download' || progress.total === 0) return messages.loadingModel(title);
  return messages.loadingFile(title, progress.subject, Math.floor((100 * progress.done) / progress.total));
}

/** The text with its doubtful sentences underlined. */
function renderSentences(text: string, sentences: Writing['sentences']): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  let at = 0;
  for (const { start, end, marks } of sentences) {
    if (start > at) parts.push(text.slice(at, start));
    const words = text.slice(Math.max(at, start), end);
    parts.push(
      marks.length > 0
        ? words
        : html`<span class="unsupported"
            >${words}<span class="visually-hidden"> ${messages.unsupportedMark}</span></span
          >`,
    );
    at = end;
  }
  return [...parts, text.slice(at)];
}

customElements.define('cloister-written', WrittenView);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-written': WrittenView;
  }
}
