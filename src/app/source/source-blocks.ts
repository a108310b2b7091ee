import { html, type TemplateResult } from 'lit';
import type { Block, ParsedDocument } from '../../index.ts';
import { renderMarked, type Highlight } from '../conversation/marked-text.ts';
import { messages } from '../messages/messages.ts';
import { countRows, isHeaderRow, renderTable } from './source-table.ts';

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
): TemplateResult[] {
  const { blocks, text } = parsed;
  const rendered: TemplateResult[] = [];
  for (let index = first; index < last;) {
    const block = blocks[index];
    if (!block) break;
    if (block.page !== undefined && block.page !== blocks[index - 1]?.page) {
      rendered.push(html`<p class="page-marker">${messages.pageMarker(block.page)}</p>`);
    }
    const isQuoted = block.start < highlight.end && block.end > highlight.start;
    if (!isQuoted && isHeaderRow(text, block, blocks[index + 1])) {
      index += 1;
      continue;
    }
    const rows = countRows(blocks, index, last);
    if (rows > 0) rendered.push(renderTable(text, blocks.slice(index, index + rows), highlight));
    else rendered.push(renderBlock(text, block, highlight));
    index += Math.max(1, rows);
  }
  return rendered;
}

/** A list item that brings its own number or letter, as clauses do, needs no dash before it. */
const OWN_MARK = /^(?:\d+(?:\.\d+)*[.)]?|\p{L}[.)]|[•–*-])\s/u;

/** Headings of a document are no headings of this page, so they are paragraphs that look like one. */
function renderBlock(text: string, block: Block, highlight: Highlight): TemplateResult {
  const content = renderMarked(text, block.start, block.end, highlight);
  switch (block.kind) {
    case 'title':
      return html`<p class="block-title" dir="auto">${content}</p>`;
    case 'heading':
      return html`<p class=${`block-heading level-${block.level ?? 2}`} dir="auto">${content}</p>`;
    case 'list-item': {
      const isMarked = OWN_MARK.test(text.slice(block.start, block.end));
      return html`<p class=${isMarked ? 'block-item marked' : 'block-item'} dir="auto">${content}</p>`;
    }
    case 'quote':
      return html`<blockquote class="block-quote" dir="auto">${content}</blockquote>`;
    case 'code':
      return html`<pre class="block-code" tabindex="0">${content}</pre>`;
    case 'caption':
      return html`<p class="block-caption" dir="auto">${content}</p>`;
    case 'table-row':
    case 'paragraph':
  }
  return html`<p class="block-paragraph" dir="auto">${content}</p>`;
}
