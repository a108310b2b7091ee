import { UNSPACED } from '../text/cjk.ts';
import { sentenceRanges } from '../text/sentences.ts';

/** A complete sentence that a model wrote, and the white space before it. */
export interface WrittenSentence {
  gap: string;
  text: string;
}

/**
 * Cuts a text that arrives in pieces into sentences. A line break ends one, so each entry of a list is a sentence of
 * its own; else one is complete when the first word of the next has been read, as that word tells "on the 3. of" from an
 * end.
 */
export class WrittenSentences {
  readonly #language: string;
  #text = '';

  /** @param language BCP-47 tag of the text, or 'und'. */
  constructor(language = 'und') {
    this.#language = language;
  }

  /** The sentence that is not complete yet. */
  get pending(): WrittenSentence {
    const text = this.#text.trimStart();
    return { gap: this.#text.slice(0, this.#text.length - text.length), text };
  }

  /** The sentences that are complete with this piece. */
  push(piece: string): WrittenSentence[] {
    this.#text += piece;
    const complete: WrittenSentence[] = [];
    for (;;) {
      const line = /^\s*[^\n]*\S[^\n]*\n/.exec(this.#text)?.[0].trimEnd();
      const sentence = this.#first(line ?? this.#text, line !== undefined);
      if (!sentence) return complete;
      complete.push(sentence);
      this.#text = this.#text.slice(sentence.gap.length + sentence.text.length);
    }
  }

  /** What is left when the text is over. */
  end(): WrittenSentence[] {
    const rest: WrittenSentence[] = [];
    for (;;) {
      const sentence = this.#first(this.#text, true);
      if (!sentence) return rest;
      rest.push(sentence);
      this.#text = this.#text.slice(sentence.gap.length + sentence.text.length);
    }
  }

  #first(text: string, isWhole: boolean): WrittenSentence | undefined {
    const [first, second] = sentenceRanges(text, this.#language);
    if (!first) return undefined;
    const isComplete =
      isWhole || (second && /\S\s/u.test(text.slice(second[0]))) || startsUnspaced(text, second);
    return isComplete ? { gap: text.slice(0, first[0]), text: text.slice(...first) } : undefined;
  }
}

function startsUnspaced(text: string, range: readonly [number, number] | undefined): boolean {
  return range !== undefined && UNSPACED.test(text.slice(range[0], range[0] + 1));
}
