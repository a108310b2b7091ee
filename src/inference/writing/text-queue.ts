/** Turns text that is pushed into text that is pulled; nothing is lost, whatever the pace of the reader. */
export class TextQueue implements AsyncIterable<string> {
  #pieces: string[] = [];
  #isOver = false;
  #error: { cause: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(text: string): void {
    if (!this.#isOver) this.#pieces.push(text);
    this.#wake?.();
  }

  /** Ends the text: the reader gets what is there, then the end. */
  close(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  /** Ends the text with an error: the reader gets what is there, then the error. */
  fail(cause: unknown): void {
    this.#error ??= { cause };
    this.close();
  }

  /** All pieces that waited come as one. One reader only. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      if (this.#pieces.length > 0) yield this.#take();
      else if (this.#error) throw this.#error.cause;
      else if (this.#isOver) return;
      else await this.#nextPush();
    }
  }

  #take(): string {
    const text = this.#pieces.join('');
    this.#pieces = [];
    return text;
  }

  #nextPush(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
