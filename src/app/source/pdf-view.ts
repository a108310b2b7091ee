import { html, svg, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { openPdfPages, type Box, type ParsedDocument, type PdfPages } from '../../index.ts';
import { boxesOf } from '../../text/boxes.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import type { SourceTarget } from './source-target.ts';

/** Pages this far above and below the view (as a share of its height) are drawn before they are seen. */
const AHEAD = '100%';

/** The pages of a PDF, with the quoted words marked where they stand. Emits `pdf-failed` when it cannot show them. */
export class PdfView extends LightElement {
  static override properties: PropertyDeclarations = {
    content: { attribute: false },
    parsed: { attribute: false },
    target: { attribute: false },
    pdf: { state: true },
  };
  declare content: Blob | undefined;
  declare parsed: ParsedDocument | undefined;
  declare target: SourceTarget | undefined;
  declare private pdf: PdfPages | undefined;
  /** Pages in view or near it that are drawn or being drawn, by number. */
  private readonly drawings = new Map<number, AbortController>();
  private observer: IntersectionObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.shut();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('content')) void this.open();
  }

  protected override render(): TemplateResult {
    if (!this.pdf) return html`<p class="pending">${messages.loadingSource}</p>`;
    return html`${this.pdf.sizes.map((_size, index) => this.renderPage(index + 1))}`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.pdf) return;
    if (changed.has('pdf') || changed.has('target')) this.scrollToMark();
    if (changed.has('pdf')) this.watch();
  }

  private renderPage(number: number): TemplateResult {
    const { width = 0, height = 0 } = this.pdf?.sizes[number - 1] ?? {};
    const { quote, answer } = this.marks(number);
    const label = messages.pageMarker(number);
    const words = answer.length > 0 ? messages.marked(this.quotedText()) : '';
    return html`
      <div class="pdf-page" data-page=${number} role="img" aria-label=${`${label}${words}`}>
        <svg viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
          ${quote.map((box) => renderBox(box, 'quote'))} ${answer.map((box) => renderBox(box, 'answer'))}
        </svg>
        <p class="page-number" aria-hidden="true">${label}</p>
      </div>
    `;
  }

  /** What of the quote and of its answering sentence stands on a page. */
  private marks(number: number): { quote: Box[]; answer: Box[] } {
    const { parsed, target } = this;
    if (!target) return { quote: [], answer: [] };
    const on = (start: number, end: number): Box[] =>
      boxesOf(parsed?.runs ?? [], start, end).filter(({ page }) => page === number);
    return { quote: on(target.start, target.end), answer: on(...target.answer) };
  }

  private quotedText(): string {
    const [start, end] = this.target?.answer ?? [0, 0];
    return this.parsed?.text.slice(start, end).replace(/\s+/g, ' ') ?? '';
  }

  private async open(): Promise<void> {
    const { content } = this;
    this.shut();
    if (!content) return;
    try {
      const pdf = await openPdfPages(content);
      if (this.content === content && this.isConnected) this.pdf = pdf;
      else pdf.close();
    } catch {
      if (this.content === content) this.emit('pdf-failed', undefined);
    }
  }

  private shut(): void {
    for (const drawing of this.drawings.values()) drawing.abort();
    this.drawings.clear();
    this.observer?.disconnect();
    this.pdf?.close();
    this.pdf = undefined;
  }

  /** Draws pages as they come near, and frees those that are far away. */
  private watch(): void {
    const seen = (entries: IntersectionObserverEntry[]): void => {
      // One page is drawn after the other, and the marked one is waited for.
      const rank = ({ target }: IntersectionObserverEntry): number =>
        target.querySelector('.answer') ? 0 : 1;
      for (const { target, isIntersecting } of entries.toSorted((a, b) => rank(a) - rank(b))) {
        if (!(target instanceof HTMLElement)) continue;
        if (isIntersecting) void this.draw(target);
        else this.erase(target);
      }
    };
    const root = this.closest('.source-text');
    this.observer = new IntersectionObserver(seen, { root, rootMargin: `${AHEAD} 0px` });
    for (const page of this.querySelectorAll('.pdf-page')) this.observer.observe(page);
  }

  private async draw(figure: HTMLElement): Promise<void> {
    const number = Number(figure.dataset['page']);
    const size = this.pdf?.sizes[number - 1];
    if (!this.pdf || !size || this.drawings.has(number)) return;
    const drawing = new AbortController();
    this.drawings.set(number, drawing);
    const scale = (figure.clientWidth * Math.max(1, devicePixelRatio)) / size.width;
    try {
      const picture = await this.pdf.draw(number, { scale, signal: drawing.signal });
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture);
      figure.prepend(canvas);
    } catch {
      // The page stays blank under its marks; its words are in the text of the document.
    }
  }

  private erase(figure: HTMLElement): void {
    const number = Number(figure.dataset['page']);
    this.drawings.get(number)?.abort();
    this.drawings.delete(number);
    figure.querySelector('canvas')?.remove();
  }

  private scrollToMark(): void {
    const mark = this.querySelector('.answer') ?? this.querySelector('.quote');
    mark?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }
}

function renderBox({ x, y, width, height }: Box, kind: 'quote' | 'answer'): TemplateResult {
  return svg`<rect class=${kind} x=${x} y=${y} width=${width} height=${height} rx="1.5"></rect>`;
}

customElements.define('cloister-pdf', PdfView);
