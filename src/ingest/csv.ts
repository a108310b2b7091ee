import Papa from 'papaparse';
import type { Block } from '../types.ts';
import { decodeText } from './encoding.ts';
import { extensionOf } from './file-names.ts';
import type { Parse } from './parser.ts';

/** One record of the file: its fields, and where it stands. */
interface Row {
  fields: string[];
  start: number;
  end: number;
}

/** In this order when a file fits several: decimal commas and texts with commas are frequent, the others are not. */
const DELIMITERS: readonly string[] = ['\t', ';', '|', ','];
/** What the delimiter and the table's width are judged by. */
const SAMPLE_CHARACTERS = 64 * 1024;
const SAMPLE_ROWS = 100;
/** A quoted field of more lines is a stray quotation mark that swallowed the lines up to the next one. */
const MAX_FIELD_LINES = 200;
/** Papa takes no quoting at all as an impossible quotation mark. */
const NO_QUOTE = '\0';

/**
 * Reads CSV and its relatives: comma, semicolon, tab and pipe, quoted fields with line breaks, lines before the
 * header. `text` is the file as it is; each data row is a block with its number and the column names, the header row
 * is a block of the same kind without a number.
 */
export const parseCsv: Parse = (bytes, name) => {
  const { text, warning } = decodeText(bytes);
  const rows = readRows(text, findDelimiter(text, name));
  const blocks = buildBlocks(text, rows);
  return Promise.resolve({
    format: 'csv',
    text,
    blocks,
    ...(warning === undefined ? {} : { warnings: [warning] }),
  });
};

function findDelimiter(text: string, name: string): string {
  const declared = /^sep=(.)\n/i.exec(text)?.[1];
  if (declared !== undefined) return declared;
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const cut = sample.length < text.length ? sample.lastIndexOf('\n') : -1;
  const head = cut > 0 ? sample.slice(0, cut) : sample;
  if (extensionOf(name) === 'tsv' && head.includes('\t')) return '\t';
  let best = { delimiter: ',', share: 0 };
  for (const delimiter of DELIMITERS) {
    const { width, share } = measureWidth(parseRows(head, delimiter, '"').rows);
    if (width > 1 && share > best.share) best = { delimiter, share };
  }
  return best.delimiter;
}

/** The most frequent number of fields, and the share of rows that have it. */
function measureWidth(rows: readonly Row[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  const sample = rows.slice(0, SAMPLE_ROWS).filter(isFilled);
  for (const { fields } of sample) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [width, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return { width, share: count / Math.max(1, sample.length) };
}

function readRows(text: string, delimiter: string): Row[] {
  const { rows, isBroken } = parseRows(text, delimiter, '"');
  return isBroken ? parseRows(text, delimiter, NO_QUOTE).rows : rows;
}

function parseRows(text: string, delimiter: string, quoteChar: string): { rows: Row[]; isBroken: boolean } {
  const rows: Row[] = [];
  let start = 0;
  let isBroken = false;
  Papa.parse<string[]>(text, {
    delimiter,
    quoteChar,
    newline: '\n',
    step: ({ data, errors, meta }) => {
      const end = text.charAt(meta.cursor - 1) === '\n' ? meta.cursor - 1 : meta.cursor;
      rows.push({ fields: data, start, end });
      start = meta.cursor;
      isBroken ||= errors.some(({ code }) => code === 'MissingQuotes') || data.some(hasTooManyLines);
    },
  });
  return { rows, isBroken };
}

function hasTooManyLines(field: string): boolean {
  return field.length > MAX_FIELD_LINES && field.split('\n', MAX_FIELD_LINES + 1).length > MAX_FIELD_LINES;
}

function isFilled({ fields }: Row): boolean {
  return fields.some((field) => field.trim() !== '');
}

function buildBlocks(text: string, rows: readonly Row[]): Block[] {
  const filled = rows.filter(isFilled);
  const preamble = countPreamble(filled);
  const first = filled[preamble];
  const hasHeader =
    first !== undefined && isHeader(first, filled.slice(preamble + 1, preamble + SAMPLE_ROWS));
  const header = hasHeader ? first.fields.map((field) => field.replace(/\s+/g, ' ').trim()) : undefined;
  let number = 0;
  return filled.flatMap((row, index): Block[] => {
    const { start, end } = row;
    if (index < preamble)
      return isDeclaration(text, row) ? [] : [{ kind: 'paragraph', start, end, headings: [] }];
    if (index === preamble && hasHeader) return [{ kind: 'table-row', start, end, headings: [] }];
    const block: Block = { kind: 'table-row', start, end, headings: [], row: ++number };
    return [header ? { ...block, header } : block];
  });
}

function isDeclaration(text: string, { start, end }: Row): boolean {
  return start === 0 && /^sep=.$/i.test(text.slice(start, end));
}

/** Lines above the table: a title, a date, notes; they fill at most one field of a table of several columns. */
function countPreamble(rows: readonly Row[]): number {
  const { width } = measureWidth(rows);
  if (width < 2) return 0;
  const start = rows.findIndex(({ fields }) => {
    const count = fields.filter((field) => field.trim() !== '').length;
    return fields.length >= width - 1 && count > 1;
  });
  return Math.max(0, start);
}

/** The first row names the columns unless it is plainly data itself: a figure or a date where a name should be. */
function isHeader({ fields }: Row, below: readonly Row[]): boolean {
  if (below.length === 0 || fields.some(isFigure)) return isTimeSeries(fields, below);
  const labels = fields.map((field) => field.trim()).filter(Boolean);
  if (labels.length < fields.length / 2 || labels.some((label) => label.length > 200)) return false;
  return !below.some((row) => row.fields.join('\0') === fields.join('\0'));
}

/** Years name the columns of a time series ('Country;2020;2021'), where the figures below them are no years. */
function isTimeSeries(fields: readonly string[], below: readonly Row[]): boolean {
  const years = fields.flatMap((field, column) => (isFigure(field) ? [column] : []));
  if (below.length === 0 || years.length === fields.length) return false;
  return years.every((column) => isYear(fields[column]) && !below.some((row) => isYear(row.fields[column])));
}

function isYear(field: string | undefined): boolean {
  return /^\s*(?:19|20)\d\d\s*$/.test(field ?? '');
}

function isFigure(field: string): boolean {
  return /\d/.test(field) && /^[\d\s.,'’:/%+\-–−()€$£¥₽TZ]+$/.test(field.trim());
}
