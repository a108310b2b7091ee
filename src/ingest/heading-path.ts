/** A heading longer than this is a paragraph in large type; its beginning is enough to say where one is. */
const MAX_LENGTH = 200;

/** The headings above a place of a document, kept while it is read from top to bottom. */
export class HeadingPath {
  private readonly open: { level: number; text: string }[] = [];
  private path: string[] = [];

  /** Headings above this place, outermost first; with `level`, above a heading of that level. Never changed later. */
  at(level?: number): string[] {
    if (level !== undefined) this.leave(level);
    return this.path;
  }

  /** Goes below a heading: those of its own level and deeper end. */
  enter(level: number, text: string): void {
    this.leave(level);
    const line = text.replace(/\s+/g, ' ').trim();
    this.open.push({ level, text: line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line });
    this.path = this.open.map((heading) => heading.text);
  }

  private leave(level: number): void {
    const depth = this.open.length;
    while ((this.open.at(-1)?.level ?? 0) >= level) this.open.pop();
    if (this.open.length < depth) this.path = this.open.map((heading) => heading.text);
  }
}
