/** A line of a text: its offsets without the line end, and its characters. */
export interface Line {
  start: number;
  end: number;
  text: string;
}

/** The lines of a text whose line ends are '\n'. */
export function splitLines(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const at = start;
    start += line.length + 1;
    return { start: at, end: at + line.length, text: line };
  });
}

/** The range of `text` between two offsets without white space at its ends; undefined when nothing else is in it. */
export function trimRange(
  text: string,
  start: number,
  end: number,
): { start: number; end: number } | undefined {
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return start < end ? { start, end } : undefined;
}

function isSpace(code: number): boolean {
  return code <= 0x20
    ? /\s/.test(String.fromCharCode(code))
    : code === 0xa0 || code === 0x3000 || code === 0xfeff;
}
