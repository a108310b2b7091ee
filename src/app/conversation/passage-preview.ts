import { html, type TemplateResult } from 'lit';
import type { Passage } from '../../index.ts';
import { joinLines, renderCells } from './quoted-words.ts';
import { findCells } from './table-cells.ts';

/** Longest piece of a passage that is offered when nothing answers. */
const PREVIEW_CHARS = 280;
/** Rows of a table that are offered. */
const PREVIEW_ROWS = 2;
/** Longest cell of them. */
const CELL_CHARS = 120;

/** The beginning of a passage; of a table its first rows, each cell with the name of its column. */
export function renderPreview(passage: Passage): TemplateResult {
  const rows = readRows(passage);
  if (!rows)
    return html`<p class="passage" dir="auto">
      <span class="words">${joinLines(shorten(passage.text))}</span>
    </p>`;
  return html`<div class="passage">
    ${rows.map(({ row, cells }) =>
      renderCells(passage.header ?? [], cells, ({ start, end }) =>
        shorten(row.slice(start, end), CELL_CHARS),
      ),
    )}
  </div>`;
}

function readRows({
  text,
  header,
}: Passage): { row: string; cells: NonNullable<ReturnType<typeof findCells>> }[] | undefined {
  if (!header) return undefined;
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const read = rows.slice(0, PREVIEW_ROWS).flatMap((row) => {
    const cells = findCells(row, header.length);
    return cells ? [{ row, cells }] : [];
  });
  return read.length > 0 ? read : undefined;
}

function shorten(text: string, most: number = PREVIEW_CHARS): string {
  if (text.length <= most) return text;
  const space = text.lastIndexOf(' ', most);
  return `${text.slice(0, space > most / 2 ? space : most)} …`;
}
