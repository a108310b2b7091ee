import type { EmbedderSettings } from '../../models/manifest.ts';
import { AddError, readCount, type LayoutInput } from './layout.ts';
import type { StagedModel } from './staged-model.ts';

/** Models of this family give two places of their table of positions away. */
const OFFSET_POSITIONS: ReadonlySet<unknown> = new Set(['roberta', 'xlm-roberta', 'camembert']);

/** How a model makes vectors: from the operator, from the catalogue, or from the files of sentence-transformers. */
export async function readEmbedderSettings(
  { staged, options, known, languages }: LayoutInput,
  config: Readonly<Record<string, unknown>>,
  dtype: string,
): Promise<EmbedderSettings> {
  const dims = readCount(config['hidden_size']);
  if (dims === undefined)
    throw new AddError('config.json does not say how long the vectors are (hidden_size). Nothing was added.');
  if (staged.source.files.some(({ path }) => /^\d+_Dense\//.test(path)))
    throw new AddError(
      'This model ends with a dense layer of its own, which is not in its ONNX file, so that its vectors would be wrong. Nothing was added.',
    );
  const prefixes = options.prefixes ?? known?.embedder?.prefixes ?? (await readPrefixes(staged));
  return {
    dims,
    maxTokens: await readMaxTokens(staged, config),
    pooling: options.pooling ?? known?.embedder?.pooling ?? (await readPooling(staged)),
    dtype,
    languages,
    ...(prefixes && { prefixes }),
  };
}

/** Longest input, from whichever file limits it most. */
export async function readMaxTokens(
  staged: StagedModel,
  config: Readonly<Record<string, unknown>>,
): Promise<number> {
  const sentence = await staged.readOptional('sentence_bert_config.json');
  const tokenizer = await staged.readOptional('tokenizer_config.json');
  const positions = readCount(config['max_position_embeddings']);
  const offset = OFFSET_POSITIONS.has(config['model_type']) ? 2 : 0;
  const limits = [
    readCount(sentence['max_seq_length']),
    readCount(tokenizer['model_max_length']),
    positions && positions - offset,
  ].filter((limit) => limit !== undefined);
  if (limits.length > 0) return Math.min(...limits);
  throw new AddError('No file says how long a text may be (max_position_embeddings). Nothing was added.');
}

async function readPooling(staged: StagedModel): Promise<'mean' | 'cls'> {
  const pooling = await staged.readOptional('1_Pooling/config.json');
  if (pooling['pooling_mode_mean_tokens'] === true) return 'mean';
  if (pooling['pooling_mode_cls_token'] === true) return 'cls';
  throw new AddError(
    'Nothing says how this model makes one vector of many (1_Pooling/config.json). Look at its page, and say --pooling mean or --pooling cls.',
  );
}

async function readPrefixes(staged: StagedModel): Promise<EmbedderSettings['prefixes']> {
  const { prompts } = await staged.readOptional('config_sentence_transformers.json');
  const { query, document, passage } = (prompts ?? {}) as Record<string, unknown>;
  const text = document ?? passage;
  return typeof query === 'string' && query !== '' && typeof text === 'string' && text !== ''
    ? { query, passage: text }
    : undefined;
}
