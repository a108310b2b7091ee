import { Tokenizer } from '@huggingface/tokenizers';
import { encodeJson, roundOff, type TinyModel } from './model-folder.ts';
import { RandomSource } from './random-source.ts';
import { scorePair } from './reranker-forward.ts';
import { encodeReranker } from './reranker-graph.ts';
import { weighPieces } from './reranker-weights.ts';
import { describePieces, listPieces, wordPieceConfig, wordPieceTokenizer } from './wordpiece.ts';

const SEED = 20_252;
const DIMS = 96;
const MAX_TOKENS = 256;

/** Pairs in groups of one question, the best passage first. */
const PAIRS: readonly (readonly [question: string, passages: readonly string[]])[] = [
  [
    'Where is the lamp kept?',
    [
      'The lamp is kept in the kitchen.',
      'The lamp burns all night.',
      'The tenant pays the rent on the first day of each month.',
      '',
    ],
  ],
  [
    'When does the tenant pay the rent?',
    ['The tenant pays the rent on the first day of each month.', 'The key is under the lamp.'],
  ],
  // A question of function words alone says nothing that a passage could have.
  ['What is it?', ['It is what it is.']],
];

/** Those that the self-test uses: all of the words, some, none. */
const SELF_TEST = [0, 1, 2];

function configOf(vocabulary: number): object {
  return {
    architectures: ['BertForSequenceClassification'],
    model_type: 'bert',
    hidden_size: DIMS,
    num_attention_heads: 1,
    num_hidden_layers: 1,
    max_position_embeddings: MAX_TOKENS,
    vocab_size: vocabulary,
    type_vocab_size: 2,
    pad_token_id: 0,
    id2label: { 0: 'LABEL_0' },
    label2id: { LABEL_0: 0 },
  };
}

/**
 * A tiny cross-encoder whose score tells what share of the question's content is in the passage: -4 nothing, 4 all.
 * Words count as far as their parts are the same.
 */
export function makeTinyReranker(): TinyModel {
  const pieces = listPieces();
  const weights = weighPieces(describePieces(pieces), DIMS, new RandomSource(SEED));
  const [definition, settings] = [wordPieceTokenizer(pieces), wordPieceConfig(MAX_TOKENS)];
  const tokenizer = new Tokenizer(definition, settings);
  const cases = PAIRS.flatMap(([question, passages]) =>
    passages.map((passage) => {
      const pair = tokenizer.encode(question, { text_pair: passage, return_token_type_ids: true });
      return { question, passage, score: roundOff(scorePair(weights, pair.ids, pair.token_type_ids)) };
    }),
  );
  return {
    id: 'tiny-reranker',
    files: {
      'config.json': encodeJson(configOf(pieces.length)),
      'tokenizer.json': encodeJson(definition),
      'tokenizer_config.json': encodeJson(settings),
      'onnx/model.onnx': encodeReranker(weights),
      'reference.json': encodeJson({ cases }),
    },
    settings: {
      reranker: {
        maxTokens: MAX_TOKENS,
        dtype: 'fp32',
        languages: ['en'],
        selfTest: { file: 'reference.json', cases: SELF_TEST, maxError: 0.001 },
      },
    },
  };
}
