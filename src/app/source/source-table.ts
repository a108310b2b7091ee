import { html, nothing, type TemplateResult } from 'lit';
import type { Block } from '../../index.ts';
import { renderMarked, type Highlight } from '../conversation/marked-text.ts';
import { messages } from '../messages/messages.ts';
import { findCells } from '../conversation/table-cells.ts';

/** How many blocks from `first` on are rows of one table: same columns, same page, nothing in between. */
export function countRows(blocks: readonly Block[], first: number, last: number): number {
  const start = blocks[first];
  let end = first;
  while (end < last && blocks[end]?.kind === 'table-row' && isSameTable(blocks[end], start)) end++;
  return end - first;
}

function isSameTable(block: Block | undefined, start: Block | undefined): boolean {
  return block?.page === start?.page && block?.header?.join('\n') === start?.header?.join('\n');
}

/** Whether a row only holds the column names of the rows after it, which are shown above those anyway. */
export function isHeaderRow(text: string, row: Block, next: Block | undefined): boolean {
  const header = next?.kind === 'table-row' ? next.header : undefined;
  if (row.kind !== 'table-row' || row.header || !header) return false;
  const cells = findCells(text.slice(row.start, row.end), header.length) ?? [];
  return header.every((label, column) => {
    const cell = cells[column];
    return cell !== undefined && text.slice(row.start + cell.start, row.start + cell.end) === label;
  });
}

/** Rows of one table with their column names. A row whose cells cannot be told apart takes the whole width. */
export function renderTable(text: string, rows: readonly Block[], highlight: Highlight): TemplateResult {
  const header = rows[0]?.header;
  return html`<div class="block-table" tabindex="0" role="group" aria-label=${messages.table}>
    <table>
      ${
        header
          ? html`<thead>
              <tr>
                ${header.map((label) => html`<th scope="col">${label}</th>`)}
              </tr>
            </thead>`
          : nothing
      }
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${renderCells(text, row, highlight)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function renderCells(text: string, { start, end, header }: Block, highlight: Highlight): TemplateResult[] {
  const columns = header?.length ?? 1;
  const cells = findCells(text.slice(start, end), columns);
  if (!cells)
    return [html`<td colspan=${columns} dir="auto">${renderMarked(text, start, end, highlight)}</td>`];
  return cells.map(
    (cell) =>
      html`<td dir="auto">${renderMarked(text, start + cell.start, start + cell.end, highlight)}</td>`,
  );
}
