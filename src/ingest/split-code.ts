/** Lines of a block of code that are shown and searched together at most. */
export const MAX_CODE_LINES = 40;

/** Cuts a long listing at its empty lines into parts of at most 40 lines; where there is none, at the 40th line. */
export function splitCode(text: string): string[] {
  const lines = text.split('\n');
  if (lines.length <= MAX_CODE_LINES) return [text];
  const parts: string[] = [];
  let start = 0;
  while (start < lines.length) {
    const end = findEnd(lines, start);
    const part = lines
      .slice(start, end)
      .join('\n')
      .replace(/^(?:[^\S\n]*\n)+/, '')
      .trimEnd();
    if (part !== '') parts.push(part);
    start = end;
  }
  return parts;
}

/** The last empty line within reach, unless it would leave a very short part. */
function findEnd(lines: readonly string[], start: number): number {
  const limit = start + MAX_CODE_LINES;
  if (limit >= lines.length) return lines.length;
  for (let i = limit; i > start + MAX_CODE_LINES / 4; i--) if (lines[i]?.trim() === '') return i + 1;
  return limit;
}
