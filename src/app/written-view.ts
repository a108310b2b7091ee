import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Citation, GeneratorPlan, Progress } from '../index.ts';
import { describePlace, formatBytes } from './describe.ts';
import { LightElement } from './light-element.ts';
import { messages } from './messages.ts';
import type { SourceTarget } from './source-target.ts';
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
    isFetched: { attribute: false },
  };
  declare turn: number;
  declare plan: GeneratorPlan | undefined;
  declare writing: Writing | undefined;
  /** Whether another answer is being written. */
  declare isBusy: boolean;
  /** Whether the model's files are here already. */
  declare isFetched: boolean;

  protected override render(): TemplateResult | typeof nothing {
    const { writing, plan } = this;
    if (!writing) return plan ? this.renderOffer(plan) : nothing;
    switch (writing.state) {
      case 'loading':
        return this.renderPending(describeLoading(plan, writing.progress));
      case 'writing':
        return html`<p class="written" dir="auto">${writing.text}</p>
          ${this.renderPending(messages.writing(plan?.title ?? ''))}`;
      case 'written':
        return this.renderWritten(writing);
      case 'withdrawn':
        return html`<p class="byline">${messages.withdrawn}</p>`;
      case 'stopped':
        return html`${writing.text ? html`<p class="written" dir="auto">${writing.text}</p>` : nothing}
          <p class="byline">${messages.stopped}</p>`;
      case 'failed':
    }
    return html`<p class="trouble">${writing.error}</p>
      ${plan ? this.renderOffer(plan) : nothing}`;
  }

  private renderOffer({ title, bytes }: GeneratorPlan): TemplateResult {
    return html`
      <p class="offer">
        <button type="button" class="quiet" ?disabled=${this.isBusy} @click=${this.write}>
          ${messages.writeAnswer}
        </button>
        <span class="byline"
          >${
            this.isFetched ? messages.writeHintAgain(title) : messages.writeHint(title, formatBytes(bytes))
          }</span
        >
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
      <p class="written" dir="auto">${renderSentences(text, sentences)}</p>
      ${isDoubtful ? html`<p class="byline">${messages.unsupported}</p>` : nothing}
      ${
        citations.length === 0
          ? nothing
          : html`<ul class="marks">
              ${citations.map((citation) => html`<li>${this.renderCitation(citation)}</li>`)}
            </ul>`
      }
      <p class="byline">${messages.modelLabel(author ?? '')}${rate}</p>
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

  private readonly write = (): void => this.emit('write-answer', this.turn);
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
