import type { Piece } from './block-builder.ts';
import { HtmlTable } from './html-table.ts';

/** Tables inside tables beyond this depth are read as plain boxes. */
const MAX_DEPTH = 6;

/** The tables that are open at a point of a page; hands on the pieces of each when it is complete. */
export class HtmlTables {
  private readonly stack: HtmlTable[] = [];
  private readonly emit: (piece: Piece) => void;
  /** Open tables beyond the depth that is read. */
  private ignored = 0;

  constructor(emit: (piece: Piece) => void) {
    this.emit = emit;
  }

  /** Tells of a start tag; only those of tables matter. */
  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'table') {
      if (this.stack.length >= MAX_DEPTH) this.ignored++;
      else this.stack.push(new HtmlTable(attributes));
      return;
    }
    const table = this.ignored === 0 ? this.stack.at(-1) : undefined;
    if (!table) return;
    if (name === 'thead' || name === 'tbody' || name === 'tfoot') table.startHead(name === 'thead');
    else if (name === 'tr') table.startRow();
    else if (name === 'td' || name === 'th') table.startCell(name, attributes);
  }

  /** Tells of an end tag. */
  close(name: string): void {
    if (name === 'table' && this.ignored > 0) this.ignored--;
    else if (name === 'table') this.finish();
    else if ((name === 'td' || name === 'th') && this.ignored === 0) this.stack.at(-1)?.endCell();
  }

  /** Puts a piece where the page is: into the open cell, beside an open table's rows, or out. */
  add(piece: Piece): void {
    const table = this.stack.at(-1);
    if (table) table.add(piece);
    else this.emit(piece);
  }

  private finish(): void {
    const table = this.stack.pop();
    for (const piece of table?.finish() ?? []) this.add(piece);
  }
}
