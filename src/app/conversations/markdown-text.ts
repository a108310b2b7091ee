/** What begins an emphasis, code, link, picture, HTML, entity, table cell, formula or mention, wherever it stands. */
const SIGNS = /[\\`*_[\]<>&|~$@]/g;

/** What begins a heading, list or rule when a line begins with it. */
const LINE_START = /^(?<sign>[#+=-])|^(?<digits>\d{1,9})(?<end>[.)])/gm;

/** Addresses that some readers of Markdown make links of by themselves. */
const ADDRESSES = /(?<=https?|ftp):(?=\/\/)|(?<=www)\./gi;

/** Text that a reader of Markdown shows as it is, whatever signs it holds. White space at the ends of lines goes. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/^[^\S\n]+|[^\S\n]+$/gm, '')
    .replaceAll(SIGNS, String.raw`\$&`)
    .replaceAll(ADDRESSES, String.raw`\$&`)
    .replaceAll(LINE_START, (match: string, sign?: string, digits?: string, end?: string) =>
      sign ? `\\${match}` : `${digits}\\${end}`,
    );
}

/** Text as a block quotation: its words are escaped, its lines stay. */
export function quoteMarkdown(text: string): string {
  return escapeMarkdown(text)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
