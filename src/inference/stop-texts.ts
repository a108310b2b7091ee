/** Holds back the end of a text that is still being written while it may be the beginning of a stop text. */
export class StopTexts {
  readonly #stops: readonly string[];
  #held = '';
  #isFound = false;

  /** @param stops Empty ones are ignored. */
  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** A stop text was written; nothing more is let through. */
  get isFound(): boolean {
    return this.#isFound;
  }

  /** Takes the next piece and returns what can be shown of the text by now. */
  push(piece: string): string {
    if (this.#isFound) return '';
    const text = this.#held + piece;
    const starts = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    if (starts.length > 0) {
      this.#isFound = true;
      this.#held = '';
      return text.slice(0, Math.min(...starts));
    }
    const kept = Math.max(0, ...this.#stops.map((stop) => overlap(text, stop)));
    this.#held = text.slice(text.length - kept);
    return text.slice(0, text.length - kept);
  }

  /** What was held back when the text ends without a stop text. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** Length of the longest end of `text` with which `stop` begins, shorter than `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}
