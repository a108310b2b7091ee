/** Figures of one or more sources, with the word that some models put before them. */
const FIGURES = String.raw`\s*(?:\^|(?:sources?|passages?|quelle)\s*:?\s*)?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*`;
const IN_BRACKETS = String.raw`[[【]${FIGURES}(?:†[^\]】\n]{0,20})?\s*[\]】]`;
/** Round brackets are a mark only with the word, or at the end of a sentence and with the number of a source. */
const WITH_WORD = String.raw`[(（]\s*(?:sources?|passages?)\s*:?\s*\d{1,2}(?:\s*[,;]\s*\d{1,2})*\s*[)）]`;
const BARE = String.raw`[(（]\s*(\d{1,2})(?:\s*[,;]\s*\d{1,2})*\s*[)）](?=\s*(?:[.!?。！？]|\n|$))`;
const MARK = new RegExp(String.raw`[^\S\n]*(?:${IN_BRACKETS}|${WITH_WORD}|${BARE})`, 'giu');

/** The longest mark that is waited for. */
const MAX_MARK = 40;
/**
 * What may yet turn out to be a mark, at the end of a text: white space, figures in round brackets (what follows decides)
 * and the beginning of a mark.
 */
const UNDECIDED =
  /[^\S\n]*(?:[(（][\d\s,;]+[)）])?\s*(?:[[【(（][\s^]*(?:[a-z]{0,8}[\s:]*)?(?:\d[\d\s,;–-]*(?:†[^\]】\n]*)?)?)?$/iu;

/**
 * Takes the source marks out that a model writes itself ("[1]", "[2, 3]", "(1).", "【1】", "[Source 2]") while its text
 * arrives in pieces. They are guesses; the product sets marks of its own where it finds support.
 */
export class ModelMarks {
  readonly #sources: number;
  #held = '';

  /** @param sources How many sources the model was given: "(1945)." and "(17)." are no marks of three. */
  constructor(sources: number) {
    this.#sources = sources;
  }

  /** The text that surely holds no mark; the rest comes with the next piece or at the end. */
  push(piece: string): string {
    const text = this.#held + piece;
    const cut = holdFrom(text);
    const clean = this.#remove(text.slice(0, cut));
    this.#held = text.slice(cut);
    return clean;
  }

  /** What was held back when the text is over. */
  end(): string {
    const rest = this.#remove(this.#held);
    this.#held = '';
    return rest;
  }

  #remove(text: string): string {
    return text.replace(MARK, (mark: string, bare: string | undefined) => {
      const isSource = bare === undefined || (Number(bare) >= 1 && Number(bare) <= this.#sources);
      return isSource ? '' : mark;
    });
  }
}

function holdFrom(text: string): number {
  const tail = Math.max(0, text.length - MAX_MARK);
  const undecided = UNDECIDED.exec(text.slice(tail));
  return undecided ? tail + undecided.index : text.length;
}
