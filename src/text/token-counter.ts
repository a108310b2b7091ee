import { Tokenizer } from '@huggingface/tokenizers';

/** Counts the tokens of a text as its embedder does, special tokens left out. */
export interface TokenCounter {
  count(text: string): number;
}

/** Words kept with their count; then the cache starts anew. */
const CACHE_WORDS = 50_000;
/**
 * Words of up to 40 characters as they are; longer ones (addresses, encoded data, Chinese sentences) in pieces of 12,
 * because tokenizers take quadratic time for them or call them one unknown token. Their count may be a little high.
 */
const PIECE = /\S{1,40}(?!\S)|\S{1,12}/gu;

/**
 * A counter over a Hugging Face tokenizer. Words are counted one by one and remembered, which is exact for tokenizers
 * that never join words over white space (WordPiece, and SentencePiece with a metaspace) and much faster than
 * tokenising whole texts.
 *
 * @param tokenizerJson Parsed `tokenizer.json`.
 * @param tokenizerConfig Parsed `tokenizer_config.json`.
 * @throws {TypeError} when they are no tokenizer.
 */
export function createTokenCounter(tokenizerJson: unknown, tokenizerConfig: unknown): TokenCounter {
  const tokenizer = openTokenizer(tokenizerJson, tokenizerConfig);
  const cache = new Map<string, number>();
  const countWord = (word: string): number => {
    const known = cache.get(word);
    if (known !== undefined) return known;
    const count = tokenizer.tokenize(word, { add_special_tokens: false }).length;
    if (cache.size >= CACHE_WORDS) cache.clear();
    cache.set(word, count);
    return count;
  };
  return {
    count(text) {
      let count = 0;
      for (const [word] of text.matchAll(PIECE)) count += countWord(word);
      return count;
    },
  };
}

function openTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  const areObjects = [tokenizerJson, tokenizerConfig].every(
    (value) => typeof value === 'object' && value !== null,
  );
  if (!areObjects || !('model' in (tokenizerJson as object)))
    throw new TypeError(
      'The tokenizer files are not in the Hugging Face format, so tokens cannot be counted; pass the parsed tokenizer.json and tokenizer_config.json.',
    );
  return new Tokenizer(tokenizerJson as object, tokenizerConfig as object);
}
