import { readFile } from 'node:fs/promises';
import { compareWords, type DrawnBox } from './compare-words.ts';
import { DrawnDocument } from './drawn-document.ts';
import type { OpenedCitation } from './opened-citation.ts';

/** A citation that is not as it should be. */
export interface Miss {
  document: string;
  question: string;
  quote: string;
  /**
   * What is wrong: it does not open, the quote is not in the source, other words are marked in the text that is shown or
   * are under the boxes, or the place is not in the middle of the view.
   */
  what: 'opening' | 'source' | 'text' | 'boxes' | 'centre';
  /** What was found instead: text that is marked, or letters under the boxes. */
  found?: string;
}

/** What is right about one citation. `boxes` is undefined outside PDFs. */
export interface CitationCheck {
  inSource: boolean;
  boxes?: boolean;
  misses: Pick<Miss, 'what' | 'found'>[];
}

/** Checks citations against the files that they come from. */
export class CitationChecker {
  readonly #paths: ReadonlyMap<string, string>;
  readonly #drawn = new Map<string, Promise<DrawnDocument>>();

  /** @param paths Files by the ids of their documents. */
  constructor(paths: ReadonlyMap<string, string>) {
    this.#paths = paths;
  }

  async check(citation: OpenedCitation): Promise<CitationCheck> {
    const { target, slices, marked, isCentred } = citation;
    const misses: CitationCheck['misses'] = [];
    if (slices.quote !== target.quote) misses.push({ what: 'source', found: slices.quote });
    if (squeeze(marked) !== squeeze(target.quote)) misses.push({ what: 'text', found: marked });
    if (!isCentred) misses.push({ what: 'centre' });
    const inSource = !misses.some(({ what }) => what === 'source' || what === 'text');
    const path = this.#paths.get(target.documentId) ?? '';
    if (!(await isPdf(path))) return { inSource, misses };
    const wrong = await this.#findWrongBoxes(citation, path);
    if (wrong !== undefined) misses.push({ what: 'boxes', found: wrong });
    return { inSource, boxes: wrong === undefined, misses };
  }

  async close(): Promise<void> {
    for (const document of this.#drawn.values()) (await document.catch(() => undefined))?.close();
  }

  /** What is under boxes that do not cover what they should; undefined when all do. */
  async #findWrongBoxes({ boxes, slices }: OpenedCitation, path: string): Promise<string | undefined> {
    if (!boxes) return 'The pages were not shown.';
    try {
      const drawn = await this.#open(path);
      const pairs: [words: string, boxes: DrawnBox[]][] = [
        [slices.quote, boxes.quote],
        [slices.answer, boxes.answer],
      ];
      const wrong = pairs
        .map(([words, over]) => compareWords(words, over, drawn))
        .find(({ isSame }) => !isSame);
      return wrong?.found;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #open(path: string): Promise<DrawnDocument> {
    const drawn =
      this.#drawn.get(path) ?? readFile(path).then((bytes) => DrawnDocument.open(new Uint8Array(bytes)));
    this.#drawn.set(path, drawn);
    return drawn;
  }
}

async function isPdf(path: string): Promise<boolean> {
  const head = (await readFile(path)).subarray(0, 1024).toString('latin1');
  return head.includes('%PDF-');
}

/** What sets cells, lines and blocks apart in the text of a document is lines and spaces on the screen. */
function squeeze(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
