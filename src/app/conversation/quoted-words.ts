import { html, type TemplateResult } from 'lit';
import type { Citation } from '../../index.ts';
import { renderMarked, type Highlight } from './marked-text.ts';
import type { Cell } from './table-cells.ts';
import { findAnsweringRow } from './table-quote.ts';

/** What a citation quotes, its answering words marked; the answering row of a table as its cells. */
export function renderQuoted(citation: Citation): TemplateResult {
  const { quote, mark, header = [] } = citation;
  const row = findAnsweringRow(citation);
  const highlight: Highlight = { start: 0, end: quote.length, answer: mark };
  if (row)
    return renderCells(header, row.cells, (cell) => renderMarked(quote, cell.start, cell.end, highlight));
  return html`<blockquote dir="auto">
    <span class="words">${renderMarked(quote, 0, quote.length, highlight, joinLines)}</span>
  </blockquote>`;
}

/** A row of a table, each cell below the name of its column. */
export function renderCells(
  header: readonly string[],
  cells: readonly Cell[],
  show: (cell: Cell) => unknown,
): TemplateResult {
  return html`<dl class="cells" dir="auto">
    ${cells.map(
      (cell, column) => html`
        <div>
          <dt dir="auto">${header[column]}</dt>
          <dd dir="auto">${show(cell)}</dd>
        </div>
      `,
    )}
  </dl>`;
}

/**
 * Blank lines between the blocks of a document would tear a quote apart, and so would the ends of lines that a text
 * file was wrapped at; items of a list and rows of a table keep lines of their own.
 */
export function joinLines(text: string): string {
  const isTable = text.includes('\t');
  return text.replaceAll(/[^\S\n]*\n\s*(?<marker>[-*•|#>]|\d+[.)]\s)?/g, (gap, marker: string | undefined) =>
    isTable || marker || /\n\s*\n/.test(gap) ? `\n${marker ?? ''}` : ' ',
  );
}
