import type { QuoteSentence } from './quote-sentences.ts';

/** A line of text with the sentences that end in it: rules for sentences see several in a row of dots. */
interface Line {
  start: number;
  /** The number that dots lead to. */
  page: number | undefined;
  sentences: QuoteSentence[];
}

/** Dots that lead to a page number, at the end of a line. */
const LEADER = /(?:\s?[.…·_]){3,}\s*(\d{1,4})\s*$/u;

/** How much of a line is looked at, on either side of the end of a sentence. */
const MAX_LINE = 200;

/** Lines with dots and a number that make a table of contents. */
const MIN_CONTENTS = 3;

/** Names side by side, as a bar of links has them: "Home | Products | About us | Contact". */
const LINKS = /^(?:[•·]\s*)?[^\p{N}.!?|♦•·›»]+(?:\s[|♦•·›»]\s[^\p{N}.!?|♦•·›»]+){3,}$/u;

/** Marks what repeats the words of a question because it names the place of an answer: tables of contents, bars of links. */
export function markListings(text: string, sentences: readonly QuoteSentence[]): void {
  markContents(linesOf(text, sentences));
  for (const sentence of sentences) {
    const { start, end, kind } = sentence;
    const isText = kind === 'paragraph' || kind === 'list-item';
    if (isText && LINKS.test(text.slice(start, end))) sentence.isListing = true;
  }
}

/** Page numbers never fall along a table of contents; a list of prices has dots, too. */
function markContents(lines: readonly Line[]): void {
  let run: Line[] = [];
  for (const line of lines) {
    const last = run.at(-1)?.page ?? 0;
    if (line.page === undefined) run = [];
    else run = line.page >= last ? [...run, line] : [line];
    if (run.length < MIN_CONTENTS) continue;
    for (const sentence of run.flatMap(({ sentences }) => sentences)) sentence.isListing = true;
  }
}

function linesOf(text: string, sentences: readonly QuoteSentence[]): Line[] {
  const lines: Line[] = [];
  for (const sentence of sentences) {
    const { end } = sentence;
    const before = text.slice(Math.max(0, end - MAX_LINE), end);
    const [behind = ''] = text.slice(end, end + MAX_LINE).split('\n', 1);
    const head = before.slice(before.lastIndexOf('\n') + 1);
    const start = end - head.length;
    const last = lines.at(-1);
    if (last?.start === start) {
      last.sentences.push(sentence);
      continue;
    }
    const [, digits] = LEADER.exec(head + behind) ?? [];
    lines.push({ start, page: digits === undefined ? undefined : Number(digits), sentences: [sentence] });
  }
  return lines;
}
