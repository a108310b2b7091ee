import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ParsedDocument, Rag } from '../../index.ts';
import type { SourceTarget } from './source-target.ts';
import { locateQuote } from './locate-quote.ts';
import { describeAnchor, describeError } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { showName } from '../shown-name.ts';
import './pdf-view.ts';
import { findBlock, renderBlocks, WINDOW_BLOCKS } from './source-blocks.ts';

/** Of a source whose words are gone: nothing is marked, and no place is named. */
const NOWHERE = { start: 0, end: 0, answer: [0, 0], anchor: {} } as const;

/** The text of a document, opened at a citation. Emits `close-source`. */
export class SourcePanel extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    target: { attribute: false },
    parsed: { state: true },
    error: { state: true },
    first: { state: true },
    last: { state: true },
    original: { state: true },
    asText: { state: true },
  };
  declare rag: Rag | undefined;
  declare target: SourceTarget | undefined;
  declare private parsed: ParsedDocument | undefined;
  declare private error: string | undefined;
  /** The window of blocks that is shown. */
  declare private first: number;
  declare private last: number;
  /** The source where its words stand now; undefined when its document holds them no longer. */
  private located: SourceTarget | undefined;
  /** The bytes of a PDF, to draw its pages. */
  declare private original: Blob | undefined;
  /** Whether a PDF is shown as its text. */
  declare private asText: boolean;
  /** Which document `parsed` is, so that a second citation of it opens at once. */
  private loadedId: string | undefined;

  constructor() {
    super();
    this.first = 0;
    this.last = 0;
    this.asText = false;
    this.addEventListener('pdf-failed', () => (this.original = undefined));
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('target') && this.target) void this.load(this.target);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.target) return nothing;
    const target = this.located ?? { ...this.target, ...NOWHERE };
    return html`
      <header class="source-header">
        <button type="button" class="quiet back" @click=${this.close}>${messages.backToAnswer}</button>
        <h2 dir="auto">${showName(target.document)}</h2>
        <p class="source-place" dir="auto">${describeAnchor(target.anchor, this.parsed?.title)}</p>
        ${this.original ? this.renderChoice() : nothing}
      </header>
      <div
        class=${`source-text format-${this.parsed?.format ?? 'none'}`}
        tabindex="0"
        role="group"
        aria-label=${messages.documentText(showName(target.document))}
      >
        ${this.renderText(target)}
      </div>
    `;
  }

  private renderText(target: SourceTarget): TemplateResult {
    const { parsed, error, first, last } = this;
    if (error !== undefined) return html`<p class="trouble">${error}</p>`;
    if (!parsed) return html`<p class="pending">${messages.loadingSource}</p>`;
    if (this.original && !this.asText && this.located)
      return html`<cloister-pdf
        .content=${this.original}
        .parsed=${parsed}
        .target=${target}
      ></cloister-pdf>`;
    const isChanged = this.located === undefined;
    const more = (label: string, action: () => void): TemplateResult =>
      html`<button type="button" class="quiet more" @click=${action}>${label}</button>`;
    return html`
      ${isChanged ? html`<p class="changed-since">${messages.sourceChanged}</p>` : nothing}
      ${first > 0 ? more(messages.showEarlier, this.showEarlier) : nothing}
      ${renderBlocks(parsed, first, last, target)}
      ${last < parsed.blocks.length ? more(messages.showMore, this.showMore) : nothing}
    `;
  }

  private renderChoice(): TemplateResult {
    const choice = (label: string, asText: boolean): TemplateResult =>
      html`<button
        type="button"
        class="quiet"
        aria-pressed=${this.asText === asText}
        @click=${() => this.showAs(asText)}
      >
        ${label}
      </button>`;
    return html`<div class="shown-as" role="group" aria-label=${messages.shownAs}>
      ${choice(messages.asPage, false)} ${choice(messages.asText, true)}
    </div>`;
  }

  private showAs(asText: boolean): void {
    this.asText = asText;
    void this.updateComplete.then(() => this.scrollToMark());
  }

  private async load(target: SourceTarget): Promise<void> {
    this.error = undefined;
    this.located = target;
    if (this.loadedId !== target.documentId) this.parsed = this.original = undefined;
    try {
      const parsed = this.parsed ?? (await this.rag?.document(target.documentId));
      if (this.target !== target || !parsed) return;
      if (parsed.format === 'pdf') this.original ??= await this.readOriginal(target);
      if (this.target !== target) return;
      this.parsed = parsed;
      this.loadedId = target.documentId;
      this.located = locateQuote(parsed.text, target);
      const at = findBlock(parsed.blocks, this.located?.start ?? 0);
      this.first = Math.max(0, at - WINDOW_BLOCKS / 2);
      this.last = Math.min(parsed.blocks.length, at + WINDOW_BLOCKS / 2);
      this.requestUpdate();
      await this.updateComplete;
      this.scrollToMark();
    } catch (error) {
      if (this.target === target) this.error = describeError(error);
    }
  }

  /** Without its bytes a PDF is shown as its text. */
  private async readOriginal({ documentId }: SourceTarget): Promise<Blob | undefined> {
    return this.rag?.original(documentId).catch(() => undefined);
  }

  private scrollToMark(): void {
    const mark = this.querySelector('mark.answer') ?? this.querySelector('mark');
    mark?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }

  private readonly close = (): void => this.emit('close-source', undefined);

  private readonly showMore = (): void => {
    this.last += WINDOW_BLOCKS;
  };

  /** Text that appears above must not push away what is being read. */
  private readonly showEarlier = (): void => {
    const box = this.querySelector('.source-text');
    const fromEnd = box ? box.scrollHeight - box.scrollTop : 0;
    this.first = Math.max(0, this.first - WINDOW_BLOCKS);
    void this.updateComplete.then(() =>
      box?.scrollTo({ top: box.scrollHeight - fromEnd, behavior: 'instant' }),
    );
  };
}

customElements.define('cloister-source', SourcePanel);
