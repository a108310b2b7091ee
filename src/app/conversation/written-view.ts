import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Citation, GeneratorPlan, Progress } from '../../index.ts';
import { describePlace, formatBytes, formatDuration } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages, spokenLanguage } from '../messages/messages.ts';
import { formatSource } from '../route.ts';
import './answer-line.ts';
import { separateMarks } from './answer-text.ts';
import type { CitedElement } from './citation-card.ts';
import type { Turn } from './turn.ts';
import { keepAtBottom } from './keep-at-bottom.ts';
import { findPlace, targetOf } from './source-place.ts';
import type { WrittenMarkdown } from './written-markdown.ts';
import type { Writing } from './writing.ts';

/** What the offer is laid out for, unseen, until the plan is known, so that nothing moves then. */
const AWAITED_PLAN = { title: 'SmolLM2 135M', languages: ['en'], missingBytes: 0 };

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
    documents: { attribute: false },
    markdown: { state: true },
  };
  declare turn: Turn | undefined;
  /** Undefined as long as it is not known, null where no model can write. */
  declare plan: GeneratorPlan | null | undefined;
  declare writing: Writing | undefined;
  /** Whether another answer is being written. */
  declare isBusy: boolean;
  /** Ids of the documents that are there. */
  declare documents: ReadonlySet<string>;
  /** Draws the text, once it is loaded. */
  declare private markdown: WrittenMarkdown | undefined;
  private isLoading = false;

  constructor() {
    super();
    this.documents = new Set();
  }

  protected override willUpdate(): void {
    if (this.writing && !this.markdown) void this.loadMarkdown();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { writing, plan } = this;
    const title = plan?.title ?? '';
    if (!writing) return this.renderOffer(messages.writeAnswer);
    switch (writing.state) {
      case 'loading':
        return this.renderPending(describeLoading(plan, writing.progress));
      case 'writing':
        return html`${this.renderPending(messages.writing(title))} ${this.renderText(writing)}`;
      case 'written':
        return this.renderWritten(writing);
      case 'withdrawn':
        return html`<p class="byline">${messages.withdrawn}</p>
          ${this.renderOffer(messages.writeAgain)}`;
      case 'stopped':
        return html`${
            writing.text
              ? html`<p class="byline author">${messages.modelLabel(title)}</p>
                  ${this.renderText(writing)}`
              : nothing
          }
          <p class="byline">${messages.stopped}</p>
          ${this.renderOffer(messages.writeAnswer)}`;
      case 'failed':
    }
    return html`<p class="trouble">${writing.error}</p>
      ${this.renderOffer(messages.writeAnswer)}`;
  }

  private renderOffer(label: string): TemplateResult | typeof nothing {
    const { plan, isBusy } = this;
    if (plan === null) return nothing;
    const isAgain = label === messages.writeAgain;
    return html`
      <p class="offer ${plan ? '' : 'awaited'}">
        <button type="button" class="quiet" ?disabled=${isBusy} @click=${this.write}>${label}</button>
        ${isAgain ? nothing : html`<span class="byline">${describePlan(plan ?? AWAITED_PLAN)}</span>`}
      </p>
    `;
  }

  /** Above the text, where it stays when the text grows. */
  private renderPending(text: string): TemplateResult {
    const stop = (): void => this.emit('stop-writing', undefined);
    return html`<p class="pending author">
      <span>${text}</span>
      <button type="button" class="quiet" @click=${stop}>${messages.stop}</button>
    </p>`;
  }

  private renderText(writing: Writing): TemplateResult {
    const answer = separateMarks(writing);
    const isWriting = writing.state === 'writing';
    const drawn =
      this.markdown?.render(answer, isWriting, this.renderMark) ?? html`<p dir="auto">${answer.text}</p>`;
    return html`<div class="written">${drawn}</div>`;
  }

  private renderWritten(writing: Writing): TemplateResult {
    const { author, citations } = writing;
    const answer = separateMarks(writing);
    const isDoubtful = answer.sentences.some(({ isSupported }) => !isSupported);
    return html`
      <p class="byline author">${messages.modelLabel(author ?? '')}</p>
      ${this.renderText(writing)}
      ${isDoubtful ? html`<p class="byline">${messages.unsupported}</p>` : nothing}
      ${
        citations.length === 0
          ? nothing
          : html`<ul class="marks" aria-label=${messages.sources}>
              ${citations.map((citation) => html`<li>${this.renderCitation(citation)}</li>`)}
            </ul>`
      }
      ${this.renderLine(writing)}
    `;
  }

  private renderLine({ text, author, citations, speed, elapsedMs }: Writing): TemplateResult {
    const summary = [
      elapsedMs === undefined ? '' : formatDuration(elapsedMs),
      speed ? messages.tokenRate(speed.tokensPerSecond.toFixed(1)) : '',
    ];
    return html`<cloister-answer-line
      .summary=${summary.filter(Boolean).join(' · ')}
      .answer=${{
        question: this.turn?.question ?? '',
        text,
        citations,
        author: messages.modelLabel(author ?? ''),
      }}
      .again=${this.plan && { label: messages.writeAgain, run: this.write, isDisabled: this.isBusy }}
    ></cloister-answer-line>`;
  }

  /** A mark whose document is gone opens nothing. */
  private readonly renderMark = (citation: Citation): TemplateResult | typeof nothing => {
    const { number, document, documentId, anchor } = citation;
    if (!this.documents.has(documentId)) return nothing;
    const name = messages.sourceNumber(number) + describePlace(document, anchor);
    return html`<button
      type="button"
      class="mark"
      aria-label=${name}
      data-source=${this.placeOf(citation)}
      .citation=${citation}
      @click=${this.open}
    >
      ${number}
    </button>`;
  };

  private renderCitation(citation: Citation): TemplateResult {
    const { number, document, documentId, anchor } = citation;
    const place = describePlace(document, anchor);
    if (!this.documents.has(documentId))
      return html`<p class="citation gone">${number} · ${place} · ${messages.documentGone}</p>`;
    return html`<button
      type="button"
      class="citation"
      data-source=${this.placeOf(citation)}
      .citation=${citation}
      @click=${this.open}
    >
      <span class="visually-hidden">${messages.sourceNumber(number)}</span
      ><span aria-hidden="true">${number} · </span>${place}
    </button>`;
  }

  private placeOf(citation: Citation): string | typeof nothing {
    const place = this.turn && findPlace(this.turn, this.writing, citation);
    return place ? formatSource(place) : nothing;
  }

  private readonly open = ({ currentTarget }: Event): void => {
    const { citation } = currentTarget as CitedElement;
    if (citation) this.emit('open-source', targetOf(citation), currentTarget ?? this);
  };

  /** The text may follow below the edge of the view, but moves nobody who reads elsewhere. */
  protected override update(changed: PropertyValues<this>): void {
    const release = this.writing?.state === 'writing' ? keepAtBottom(this.closest('.turns')) : undefined;
    super.update(changed);
    release?.();
  }

  /** A new step may begin below the edge of the view. */
  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('writing');
    const isBegun = before === undefined || before.state === 'loading';
    if (changed.has('writing') && this.writing && isBegun && before?.state !== this.writing.state)
      this.scrollIntoView({ block: 'nearest' });
  }

  private readonly write = (): void => {
    if (this.turn) this.emit('write-answer', this.turn.id);
  };

  /** With the first text that a model writes; where it cannot be had, the text is shown as it is. */
  private async loadMarkdown(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    const loaded = await import('./written-markdown.ts').catch(() => undefined);
    this.markdown = loaded && new loaded.WrittenMarkdown();
  }
}

function describePlan({
  title,
  languages,
  missingBytes,
}: Pick<GeneratorPlan, 'title' | 'languages' | 'missingBytes'>): string {
  const names = new Intl.DisplayNames(spokenLanguage(), { type: 'language' });
  const known = languages.includes('*') ? [] : languages.map((language) => names.of(language) ?? language);
  const size = missingBytes > 0 ? formatBytes(missingBytes) : undefined;
  return messages.writeHint(title, known.join(', '), size);
}

function describeLoading(plan: GeneratorPlan | null | undefined, progress: Progress | undefined): string {
  const title = plan?.title ?? '';
  if (progress?.step !== 'download' || progress.total === 0) return messages.loadingModel(title);
  return messages.loadingFile(title, progress.subject, Math.floor((100 * progress.done) / progress.total));
}

customElements.define('cloister-written', WrittenView);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-written': WrittenView;
  }
}
