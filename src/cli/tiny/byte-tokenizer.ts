import { PLAIN_MATCH } from './wordpiece.ts';

/**
 * The characters that byte-level tokenizers write for the 256 bytes: printable ones for themselves, the others from 256 on
 * (Radford et al. 2019, the tokenizer of GPT-2).
 */
function byteCharacters(): string[] {
  let next = 256;
  const isPrintable = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

/** A text in the characters of a byte-level tokenizer. */
function toByteCharacters(text: string): string[] {
  const characters = byteCharacters();
  return Array.from(new TextEncoder().encode(text), (byte) => characters[byte] ?? '');
}

/** A tokenizer and the ids of what a model has to know by name. */
export interface ByteTokenizer {
  /** `tokenizer.json`. */
  definition: object;
  /** How many tokens there are. */
  size: number;
  /** Id of a special token or of one of the words. */
  idOf(token: string): number;
}

/**
 * A byte-level BPE tokenizer in which each of these words is one token, and everything else is bytes and beginnings of
 * the words.
 *
 * @param special Tokens that are matched as they stand.
 * @param words Texts, with the space before them that belongs to them.
 */
export function byteTokenizer(special: readonly string[], words: readonly string[]): ByteTokenizer {
  const merges = new Set<string>();
  const tokens = new Set([...special, ...byteCharacters()]);
  for (const word of words)
    toByteCharacters(word).reduce((start, character) => {
      merges.add(`${start} ${character}`);
      tokens.add(start + character);
      return start + character;
    });
  const vocab = Object.fromEntries([...tokens].map((token, id) => [token, id]));
  return {
    definition: describeTokenizer(special, vocab, [...merges]),
    size: tokens.size,
    idOf(token) {
      const id = vocab[special.includes(token) ? token : toByteCharacters(token).join('')];
      if (id === undefined) throw new RangeError(`The tokenizer has no token "${token}".`);
      return id;
    },
  };
}

function describeTokenizer(
  special: readonly string[],
  vocab: Record<string, number>,
  merges: readonly string[],
): object {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({ id, content, special: true, ...PLAIN_MATCH })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges,
    },
  };
}
