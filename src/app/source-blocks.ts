import { html, nothing, type TemplateResult } from 'lit';
import type { Block, ParsedDocument } from '../index.ts';
import { renderMarked, type Highlight } from './marked-text.ts';
import { messages } from './messages.ts';
import { findCells } from './table-cells.ts';

/** Blocks shown at once around a citation, and added by each "show more". */
export const WINDOW_BLOCKS = 200;

/** Index of the first block that reaches beyond `offset`: the one a citation begins in. */
export function findBlock(blocks: readonly Block[], offset: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(0, blocks.length - 1));
}

/** The blocks `first` to `last` (exclusive) as inert text, with page markers and the highlight. */
export function renderBlocks(
  parsed: ParsedDocument,
  first: number,
  last: number,
  highlight: Highlight,
): (TemplateResult | typeof nothing)[] {
  const { blocks } = parsed;
  return blocks.slice(first, last).flatMap((block, index) => {
    const before = blocks[first + index - 1];
    const isNewPage = block.page !== undefined && block.page !== before?.page;
    const isFirstRow = block.kind === 'table-row' && (index === 0 || before?.kind !== 'table-row');
    return [
      isNewPage ? html`<p class="page-marker">${messages.pageMarker(block.page ?? 0)}</p>` : nothing,
      isFirstRow && block.header ? renderHeader(block.header) : nothing,
      renderBlock(parsed.text, block, highlight),
    ];
  });
}

function renderHeader(header: readonly string[]): TemplateResult {
  return html`<p class="block-header" dir="auto">${header.map((label) => html`<span>${label}</span>`)}</p>`;
}

/** Headings of a document are no headings of this page, so they are paragraphs that look like one. */
function renderBlock(text: string, block: Block, highlight: Highlight): TemplateResult {
  const content = renderMarked(text, block.start, block.end, highlight);
  switch (block.kind) {
    case 'title':
      return html`<p class="block-title" dir="auto">${content}</p>`;
    case 'heading':
      return html`<p class=${`block-heading level-${block.level ?? 2}`} dir="auto">${content}</p>`;
    case 'list-item':
      return html`<p class="block-item" dir="auto">${content}</p>`;
    case 'quote':
      return html`<blockquote class="block-quote" dir="auto">${content}</blockquote>`;
    case 'code':
      return html`<pre class="block-code" tabindex="0">${content}</pre>`;
    case 'caption':
      return html`<p class="block-caption" dir="auto">${content}</p>`;
    case 'table-row':
      return renderRow(text, block, highlight);
    case 'paragraph':
  }
  return html`<p class="block-paragraph" dir="auto">${content}</p>`;
}

function renderRow(text: string, block: Block, highlight: Highlight): TemplateResult {
  const row = text.slice(block.start, block.end);
  const cells = block.header && findCells(row, block.header.length);
  if (!cells) {
    return html`<p class="block-row" dir="auto">${renderMarked(text, block.start, block.end, highlight)}</p>`;
  }
  return html`<p class="block-row cells-row" dir="auto">
    ${cells.map(
      (cell) =>
        html`<span>${renderMarked(text, block.start + cell.start, block.start + cell.end, highlight)}</span>`,
    )}
  </p>`;
}
