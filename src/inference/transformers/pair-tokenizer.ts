import { Tokenizer as Encoder } from '@huggingface/tokenizers';

/** Tokens of a question and a passage, as a cross-encoder reads them together. */
export interface TokenPair {
  ids: number[];
  /** Which of the two texts a token belongs to: 0 or 1. */
  types: number[];
}

/** Turns a question and a passage into the token ids of one model. */
export interface PairTokenizer {
  /** Special tokens included, at most `maxTokens` tokens: a longer pair loses the end of its passage. */
  encode(question: string, passage: string, maxTokens: number): TokenPair;
}

/**
 * Opens a tokenizer for pairs from its two verified files.
 *
 * @param definition Bytes of `tokenizer.json`.
 * @param config Bytes of `tokenizer_config.json`.
 */
export function openPairTokenizer(definition: ArrayBuffer, config: ArrayBuffer): PairTokenizer {
  const encoder = new Encoder(parseJson(definition), parseJson(config));
  // What follows the passage: everything but the opening token, as in [CLS] … [SEP].
  const closing = encoder.encode('').ids.length - 1;
  return {
    encode(question, passage, maxTokens) {
      const { ids, token_type_ids: types } = encoder.encode(question, {
        text_pair: passage,
        return_token_type_ids: true,
      });
      const cut = (values: number[]): number[] =>
        values.length <= maxTokens
          ? values
          : [...values.slice(0, maxTokens - closing), ...values.slice(values.length - closing)];
      return { ids: cut(ids), types: cut(types) };
    },
  };
}

function parseJson(bytes: ArrayBuffer): object {
  return JSON.parse(new TextDecoder().decode(bytes)) as object;
}
