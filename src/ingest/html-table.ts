import type { Piece } from './block-builder.ts';

/** A cell of a table as it is read. */
export interface Cell {
  isHeader: boolean;
  /** Columns and rows it covers. */
  columns: number;
  rows: number;
  pieces: Piece[];
}

/** A cell's text and the columns it covers. */
interface PlacedCell {
  text: string;
  prose: number;
  column: number;
  columns: number;
  isHeader: boolean;
  isStrong: boolean;
}

/** Cells may claim to cover thousands of columns or rows; no table that people read does. */
const MAX_SPAN = 100;
/** A cell with more text than this, in several paragraphs, is a page's column and not a value. */
const MAX_CELL_LENGTH = 1000;
/** A longer label is a sentence and not a column's name. */
const MAX_LABEL_LENGTH = 60;

/** A table of one column and so few rows is a box around a note; with more rows under a header it is a list. */
const MAX_BOX_ROWS = 3;

/** A cell that holds one of these is a part of a page, not a value. */
const NEVER_IN_DATA: ReadonlySet<string> = new Set(['heading', 'table-row']);

/** A table while it is read: rows of cells, and what stands outside of them (its caption). */
export class HtmlTable {
  readonly outside: Piece[] = [];
  private readonly rows: { cells: Cell[]; isHead: boolean }[] = [];
  private cell: Cell | undefined;
  private isHead = false;
  private readonly isLayout: boolean;

  constructor(attributes: ReadonlyMap<string, string>) {
    const role = attributes.get('role');
    this.isLayout = role === 'presentation' || role === 'none';
  }

  startHead(isHead: boolean): void {
    this.isHead = isHead;
  }

  startRow(): void {
    this.cell = undefined;
    this.rows.push({ cells: [], isHead: this.isHead });
  }

  startCell(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.rows.length === 0) this.startRow();
    const span = (key: string): number => clamp(Number.parseInt(attributes.get(key) ?? '1', 10));
    this.cell = {
      isHeader: name === 'th',
      columns: span('colspan'),
      rows: span('rowspan'),
      pieces: [],
    };
    this.rows.at(-1)?.cells.push(this.cell);
  }

  endCell(): void {
    this.cell = undefined;
  }

  add(piece: Piece): void {
    (this.cell?.pieces ?? this.outside).push(piece);
  }

  /** The table's blocks: one a row; or, where a table only arranges a page, the blocks of its cells one by one. */
  finish(): Piece[] {
    if (this.isLayout || this.arrangesPage()) return [...this.outside, ...this.allPieces()];
    const rows = placeCells(this.rows.map((row) => row.cells));
    const headRows = countHeadRows(
      rows,
      this.rows.map((row) => row.isHead),
    );
    const names = columnNames(rows.slice(0, headRows));
    const pieces: Piece[] = [...this.outside];
    let number = 0;
    rows.forEach((cells, index) => {
      const filled = cells.filter((cell) => cell.text !== '');
      if (index >= headRows) number++;
      if (filled.length === 0) return;
      const prose = filled.reduce((sum, cell) => sum + cell.prose, 0);
      const piece: Piece = { kind: 'table-row', text: filled.map((cell) => cell.text).join('\t'), prose };
      if (index >= headRows) {
        piece.row = number;
        if (names.size > 0) piece.header = filled.map((cell) => names.get(cell.column) ?? '');
      }
      pieces.push(piece);
    });
    return pieces;
  }

  private allPieces(): Piece[] {
    return this.rows.flatMap((row) => row.cells.flatMap((cell) => cell.pieces));
  }

  private arrangesPage(): boolean {
    const cells = this.rows.flatMap((row) => row.cells);
    if (this.rows.every((row) => row.cells.filter(({ pieces }) => pieces.length > 0).length < 2))
      return this.rows.length <= MAX_BOX_ROWS || !cells.some((cell) => cell.isHeader);
    return cells.some(({ pieces }) => {
      if (
        pieces.some(({ kind, text }) => NEVER_IN_DATA.has(kind) || (kind === 'code' && text.includes('\n')))
      )
        return true;
      const length = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
      return pieces.length > 2 && length > MAX_CELL_LENGTH;
    });
  }
}

function clamp(span: number): number {
  return Number.isFinite(span) ? Math.min(MAX_SPAN, Math.max(1, span)) : 1;
}

/** Gives each cell its column, counting the columns that cells of earlier rows still cover. */
function placeCells(rows: readonly (readonly Cell[])[]): PlacedCell[][] {
  let covered = new Map<number, number>();
  return rows.map((cells) => {
    const next = new Map(
      [...covered].filter(([, left]) => left > 1).map(([column, left]) => [column, left - 1]),
    );
    let column = 0;
    const placed = cells.map((cell): PlacedCell => {
      while (covered.has(column)) column++;
      const text = cell.pieces.map((piece) => piece.text.replace(/\s*\n\s*/g, ' ')).join(' ');
      const prose = cell.pieces.reduce((sum, piece) => sum + (piece.prose ?? 0), 0);
      const { columns, isHeader } = cell;
      const isStrong = cell.pieces.every((piece) => piece.isStrong);
      if (cell.rows > 1) for (let i = 0; i < columns; i++) next.set(column + i, cell.rows - 1);
      const result = { text, prose, column, columns, isHeader, isStrong };
      column += columns;
      return result;
    });
    covered = next;
    return placed;
  });
}

/** Rows at the top that name the columns. */
function countHeadRows(rows: readonly PlacedCell[][], isHead: readonly boolean[]): number {
  let count = 0;
  while (count < rows.length && (isHead[count] || isAllHeader(rows[count]))) count++;
  if (count === rows.length) return isHead.every(Boolean) ? 0 : Math.min(1, rows.length - 1);
  return count === 0 && looksLikeHeader(rows) ? 1 : count;
}

function isAllHeader(cells: readonly PlacedCell[] | undefined): boolean {
  return !!cells && cells.length > 0 && cells.every((cell) => cell.isHeader || cell.text === '');
}

/** Word processors rarely mark a header row: it shows by bold labels, or by words above a column of numbers. */
function looksLikeHeader(rows: readonly PlacedCell[][]): boolean {
  const [first, ...rest] = rows;
  if (!first || first.length < 2 || rest.length === 0) return false;
  const isLabel = ({ text }: PlacedCell): boolean => text.length <= MAX_LABEL_LENGTH && !isNumber(text);
  if (!first.every(isLabel) || first.filter((cell) => cell.text !== '').length < 2) return false;
  if (first.every((cell) => cell.isStrong || cell.text === ''))
    return !rest.every((row) => row.every((cell) => cell.isStrong));
  return first.some(({ column, text }) => {
    const below = rest.map((row) => row.find((cell) => cell.column === column)?.text ?? '').filter(Boolean);
    return text !== '' && below.length > 0 && below.filter(isNumber).length > below.length / 2;
  });
}

/** Digits with the signs that go with amounts, dates, percentages and ranges. */
function isNumber(text: string): boolean {
  return /\d/.test(text) && /^[\d\s.,'’:/%+\-–−()€$£¥₽]+$/.test(text);
}

/** Names by column; labels of several header rows are joined from top to bottom. */
function columnNames(rows: readonly PlacedCell[][]): Map<number, string> {
  const names = new Map<number, string>();
  for (const cells of rows) {
    for (const { text, column, columns } of cells) {
      for (let i = column; text !== '' && i < column + columns; i++) {
        const above = names.get(i);
        names.set(i, above === undefined || above === text ? text : `${above} ${text}`);
      }
    }
  }
  return names;
}
