import { UNSPACED } from '../../text/cjk.ts';
import { sentenceRanges } from '../../text/sentences.ts';

/** The end of a sentence, closing marks included. */
const END = /\p{Sentence_Terminal}[\p{Pe}\p{Pf}"'’*_\s]*$/u;

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

  /** As much of the sentence that is not complete yet as surely belongs to it. */
  get pending(): WrittenSentence {
    return this.#first(this.#text, true) ?? { gap: this.#text, text: '' };
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
    const ranges = sentenceRanges(text, this.#language);
    // What was cut for its length alone is no end: it would move while the sentence grows.
    const last = ranges.findIndex(([start, end]) => END.test(text.slice(start, end)));
    const [first, next] = [ranges[0], last < 0 ? undefined : ranges[last + 1]];
    if (!first) return undefined;
    const end = next ? (ranges[last]?.[1] ?? text.length) : text.trimEnd().length;
    if (!isWhole && !(next && hasWord(text.slice(next[0])))) return undefined;
    return { gap: text.slice(0, first[0]), text: text.slice(first[0], end) };
  }
}

/** Whether a text holds its first word as a whole. */
function hasWord(text: string): boolean {
  return /\S\s/u.test(text) || UNSPACED.test(text.slice(0, 1));
}
