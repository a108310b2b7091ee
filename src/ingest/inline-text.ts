/** Letters between which a line break of the source is no space: Chinese and Japanese write none (CSS Text 3, 4.1.3). */
const WIDE = /[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]/;

/** Hyphens that show only at a line's end, break opportunities and marks without width: not part of a word. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

/** Collects the text of one block as a browser lays it out: white space collapsed, or kept inside `pre`. */
export class InlineText {
  private parts: string[] = [];
  private last = '';
  private gap: '' | ' ' | '\n' = '';

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  /** Adds text in which white space collapses. */
  add(data: string): void {
    const text = data.replace(INVISIBLE, '');
    for (const [piece] of text.matchAll(/[ \t\n\f\r]+|[^ \t\n\f\r]+/g)) {
      if (/^[ \t\n\f\r]/.test(piece)) this.addGap(piece);
      else this.addWord(piece);
    }
  }

  /** Adds text whose white space stands as it is. */
  addRaw(data: string): void {
    this.flushGap('');
    this.push(data.replace(INVISIBLE, ''));
  }

  /** Adds a line break inside the block (`br`). */
  addBreak(): void {
    this.gap = '';
    if (this.parts.length > 0) this.push('\n');
  }

  /** Begins a new line, unless one has just begun. */
  addLine(): void {
    if (this.parts.length > 0 && this.last !== '\n') this.addRaw('\n');
  }

  /** Length so far, in pieces: a mark for `cutFrom`. */
  mark(): number {
    return this.parts.length;
  }

  /** The text after a mark. */
  since(mark: number): string {
    return this.parts.slice(mark).join('');
  }

  /** Removes the text after a mark. */
  cutFrom(mark: number): void {
    this.parts.length = Math.min(mark, this.parts.length);
    this.last = this.parts.at(-1)?.at(-1) ?? '';
  }

  /** The block's text without space around it; the collector is empty afterwards. */
  take(isRaw = false): string {
    const text = this.parts.join('');
    this.parts = [];
    this.last = '';
    this.gap = '';
    return isRaw
      ? text.replace(/^\s*\n/, '').trimEnd()
      : text.replace(/[^\S\u00a0]*\n[^\S\u00a0]*/g, '\n').trim();
  }

  private addGap(space: string): void {
    if (this.gap !== ' ') this.gap = space.includes('\n') ? '\n' : ' ';
  }

  private addWord(word: string): void {
    this.flushGap(word.charAt(0));
    this.push(word);
  }

  private flushGap(next: string): void {
    const isJoined = this.gap === '\n' && WIDE.test(this.last) && WIDE.test(next);
    if (this.gap && this.parts.length > 0 && this.last !== '\n' && !isJoined) this.push(' ');
    this.gap = '';
  }

  private push(text: string): void {
    if (text === '') return;
    this.parts.push(text);
    this.last = text.charAt(text.length - 1);
  }
}
