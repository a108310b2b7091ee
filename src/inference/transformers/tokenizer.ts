import { Tokenizer as Encoder } from '@huggingface/tokenizers';
import type { Range } from '../../text/ranges.ts';

/** Turns texts into the token ids of one model. */
export interface Tokenizer {
  /**
   * Token ids, special tokens included, at most `maxTokens` of them: a longer text loses its end, not its closing
   * special token. (transformers.js cuts that token off with the rest, which shifts the vector.)
   */
  encode(text: string, maxTokens: number): number[];
  /** The same of a text in pieces, which no token crosses. What does not fit is left out. */
  encodePieces(pieces: readonly string[], maxTokens: number): EncodedPieces;
}

export interface EncodedPieces {
  ids: number[];
  /** The tokens of each piece, as a range of `ids`; empty where none fits. */
  ranges: Range[];
}

/**
 * Opens a tokenizer from its two verified files. Padding and truncation that `tokenizer.json` may ask for are ignored.
 *
 * @param definition Bytes of `tokenizer.json`.
 * @param config Bytes of `tokenizer_config.json`.
 */
export function openTokenizer(definition: ArrayBuffer, config: ArrayBuffer): Tokenizer {
  const encoder = new Encoder(parseJson(definition), parseJson(config));
  const special = encoder.encode('').ids;
  // What follows the text: everything but the opening token, as in [CLS] text [SEP] and <s> text </s>.
  const closing = special.slice(1);
  return {
    encode(text, maxTokens) {
      const { ids } = encoder.encode(text);
      return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - closing.length), ...closing];
    },
    encodePieces(pieces, maxTokens) {
      const ids = special.slice(0, 1);
      const room = maxTokens - closing.length;
      const ranges = pieces.map((piece): Range => {
        const own = encoder.encode(piece).ids;
        const start = ids.length;
        ids.push(...own.slice(1, own.length - closing.length).slice(0, room - start));
        return [start, ids.length];
      });
      return { ids: [...ids, ...closing], ranges };
    },
  };
}

function parseJson(bytes: ArrayBuffer): object {
  return JSON.parse(new TextDecoder().decode(bytes)) as object;
}
