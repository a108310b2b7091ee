import { openTokenizer } from '../../inference/transformers/tokenizer.ts';
import { poolMean, runBert } from './bert-forward.ts';
import { encodeBert } from './bert-graph.ts';
import { BERT_EPSILON, randomBert, type BertShape } from './bert-weights.ts';
import { encodeJson, roundOff, type TinyModel } from './model-folder.ts';
import { RandomSource } from './random-source.ts';
import { describePieces, listPieces, saysNothing, wordPieceConfig, wordPieceTokenizer } from './wordpiece.ts';

const SEED = 20_251;

/** Short and long, words in and out of its language, digits, signs, nothing, and a character that it does not know. */
const CANARIES = [
  'a',
  'The lamp is in the kitchen.',
  'Where is the lamp?',
  'The tenant pays the rent on the first day of each month.',
  'Der Mieter zahlt die Miete am Ersten jedes Monats.',
  'In 2025 the repairs cost 12,480.50 €.',
  '',
  '猫 sleeps',
  'The key to the cellar hangs behind the door, beside the old lamp; whoever takes it puts it back before the evening. '.repeat(
    3,
  ),
];

/** Those that the self-test uses: a statement, a question, and the long text. */
const SELF_TEST = [1, 2, 8];

function configOf(shape: BertShape): object {
  return {
    architectures: ['BertModel'],
    model_type: 'bert',
    hidden_size: shape.dims,
    intermediate_size: shape.inner,
    num_attention_heads: shape.heads,
    num_hidden_layers: shape.layers,
    max_position_embeddings: shape.maxTokens,
    vocab_size: shape.vocabulary,
    type_vocab_size: 1,
    hidden_act: 'gelu',
    layer_norm_eps: BERT_EPSILON,
    pad_token_id: 0,
  };
}

/**
 * A tiny BERT with random weights. It knows no meaning, but texts with the same words and parts of words get vectors
 * that are alike, so that a search for a text's own words finds it.
 */
export function makeTinyEmbedder(): TinyModel {
  const pieces = listPieces();
  const shape = { vocabulary: pieces.length, maxTokens: 256, dims: 64, heads: 4, inner: 128, layers: 2 };
  const quiet = describePieces(pieces).map(saysNothing);
  const weights = randomBert(shape, quiet, new RandomSource(SEED));
  const [definition, settings] = [wordPieceTokenizer(pieces), wordPieceConfig(shape.maxTokens)].map(
    encodeJson,
  );
  if (!definition || !settings) throw new TypeError('The tokenizer has no files.');
  const tokenizer = openTokenizer(toBuffer(definition), toBuffer(settings));
  const canaries = CANARIES.map((text) => {
    const tokens = tokenizer.encode(text, shape.maxTokens);
    return { text, tokens, vector: poolMean(runBert(shape, weights, tokens), shape.dims).map(roundOff) };
  });
  return {
    id: 'tiny-embedder',
    files: {
      'config.json': encodeJson(configOf(shape)),
      'tokenizer.json': definition,
      'tokenizer_config.json': settings,
      'onnx/model.onnx': encodeBert(shape, weights),
      'reference.json': encodeJson({ pooling: 'mean', normalised: true, dimensions: shape.dims, canaries }),
    },
    settings: {
      embedder: {
        dims: shape.dims,
        maxTokens: shape.maxTokens,
        pooling: 'mean',
        dtype: 'fp32',
        languages: ['en'],
        selfTest: { file: 'reference.json', canaries: SELF_TEST, minCosine: 0.9999 },
      },
    },
  };
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
