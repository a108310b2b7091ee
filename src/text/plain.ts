/** A line of source that is nothing but syntax: a fence, a rule or underline, the line below a table's header. */
const SYNTAX_LINE =
  /^[ \t]*(?:`{3,}[^`]*|~{3,}.*|={2,}|(?:[-*_][ \t]*){3,}|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?)[ \t]*$/;

/** What a link or footnote points to, which the text around it only names: '[name]: address "title"'. */
const LINK_TARGET = /^[ \t]{0,3}\[[^\]\n]{1,300}\]:[ \t]*\S+(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^)]*\)))?[ \t]*$/;

/** The marks a line may begin with, in any nesting: quote, bullet, number, task box, footnote. */
const LINE_MARKS =
  /^[ \t]*(?:>[ \t]{0,3}|[-*+][ \t]+|\d{1,9}[.)][ \t]+|\[[ xX]\][ \t]+|\[\^[^\]\n]{1,100}\]:[ \t]*)/;

const HEADING_MARKS = /^#{1,6}(?:[ \t]+|$)|[ \t]+#+[ \t]*$/g;

/** Address of a link, with parentheses of one level inside, and its title. */
const ADDRESS =
  '\\([ \\t\\n]{0,3}(?:<[^<>\\n]{0,2000}>|(?:[^()\\s]|\\([^()\\s]{0,500}\\)){0,2000})(?:\\s{1,3}(?:"[^"]{0,500}"|\'[^\']{0,500}\'))?[ \\t\\n]{0,3}\\)';
const IMAGE = new RegExp(`!\\[[^\\]\\n]{0,1000}\\](?:${ADDRESS}|\\[[^\\]\\n]{0,300}\\])`, 'g');
const LINK = new RegExp(
  `\\[((?:[^\\[\\]\\\\]|\\\\.|\\[[^\\[\\]]{0,300}\\]){0,1000})\\](?:${ADDRESS}|\\[[^\\]\\n]{0,300}\\])`,
  'g',
);
const TAG = /<\/?[a-zA-Z][\w:-]{0,40}(?:\s[^<>]{0,2000})?\/?>/g;
const AUTOLINK = /<((?:https?:|mailto:|ftp:)[^<>\s]{1,2000}|[^<>\s@]{1,200}@[^<>\s@]{1,200})>/g;
const COMMENT = /<!--[\s\S]{0,10000}?-->/g;

/** Emphasis of `*`, `_` and `~~`: the marks touch the words inside, and those of `_` no word outside. */
const EMPHASIS: readonly RegExp[] = [
  /(\*{1,3})(?=[^\s*])([^*\n]{0,2000}[^\s*])\1/g,
  /(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^\n]{0,2000}?[^\s_])\1(?![\p{L}\p{N}_])/gu,
  /(~~)(?=[^\s~])([^~\n]{0,2000}[^\s~])\1/g,
];

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  times: '×',
};

/** Code and escaped characters are set aside under these private-use characters while the marks are removed. */
const ASIDE = /\ue000(\d+)\ue001/g;

/**
 * The words a person reads in a piece of Markdown source: links become their text, the marks of emphasis, code,
 * headings, lists, quotes and tables go away (a pipe between two cells becomes a tab), images, comments and link
 * targets are left out. Made for pieces of any cut, so that a mark without its partner stays as it is.
 */
export function stripMarkdown(source: string): string {
  const aside: string[] = [];
  const keep = (text: string): string => `\ue000${aside.push(text) - 1}\ue001`;
  const lines = source
    .replace(COMMENT, '')
    .split('\n')
    .filter((line) => !isSyntax(line))
    .map(stripLine);
  const text = lines
    .join('\n')
    .replace(/(?<!`)(`{1,3})(?!`)([^\0]{1,1000}?)(?<!`)\1(?!`)/g, (_, __, code: string) => keep(code))
    .replace(/\\([!-/:-@[-`{-~])/g, (_, character: string) => keep(character));
  return stripInline(text)
    .replace(ASIDE, (_, index: string) => aside[Number(index)] ?? '')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

function isSyntax(line: string): boolean {
  const bare = line.replace(/^[ \t]*(?:>[ \t]?)+/, '');
  return bare.trim() !== '' && bare.length < 1000 && (SYNTAX_LINE.test(bare) || LINK_TARGET.test(bare));
}

function stripLine(line: string): string {
  let rest = line;
  for (let depth = 0; depth < 8 && LINE_MARKS.test(rest); depth++) rest = rest.replace(LINE_MARKS, '');
  return rest.replace(HEADING_MARKS, '').replace(/^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$/g, '');
}

function stripInline(source: string): string {
  let text = source
    .replace(IMAGE, '')
    .replace(LINK, '$1')
    .replace(AUTOLINK, '$1')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(TAG, '');
  for (const emphasis of EMPHASIS) text = text.replace(emphasis, '$2').replace(emphasis, '$2');
  return text
    .replace(/\[\^[^\]\n]{1,100}\]/g, '')
    .replace(/[ \t]+\|[ \t]+/g, '\t')
    .replace(
      /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/gi,
      (whole, name: string) => decodeEntity(name) ?? whole,
    );
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
