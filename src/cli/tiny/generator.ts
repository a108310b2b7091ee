import { Tokenizer } from '@huggingface/tokenizers';
import type { PromptMessage } from '../../answer-types.ts';
import type { ChatCanary, TokenChance } from '../../inference/chat-engine.ts';
import { byteTokenizer, type ByteTokenizer } from './byte-tokenizer.ts';
import { nextLogprobs } from './llama-forward.ts';
import { encodeLlama } from './llama-graph.ts';
import { RMS_EPSILON, weighSteps, type LlamaShape, type LlamaWeights, type Step } from './llama-weights.ts';
import { encodeJson, roundOff, type TinyModel } from './model-folder.ts';
import { RandomSource } from './random-source.ts';

const SEED = 20_253;
const CONTEXT_TOKENS = 2048;

/** What the model writes, token by token. No two tokens in a row come twice, so that each two tell the next one. */
const WORDS = 'The| lamp| is| in| the| kitchen|,| and| the| key| is| under| the| lamp|.'.split('|');

/** More than the answer has, so that the reference proves its end as well. */
const MAX_ANSWER_TOKENS = 32;

const END = '<|end|>';
const ROLES = ['<|system|>', '<|user|>', '<|assistant|>'];

const TEMPLATE =
  "{% for message in messages %}{{ '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}";

const CHATS: readonly { messages: PromptMessage[]; second?: string }[] = [
  { messages: [{ role: 'user', content: 'Where is the lamp?' }], second: 'And where is the key?' },
  {
    messages: [
      { role: 'system', content: 'Answer the question using only the text. Answer in one short sentence.' },
      {
        role: 'user',
        content:
          'Text: The lamp is in the kitchen. The key is under the lamp; die Küche liegt im Erdgeschoß.\n\n' +
          'Question: Where are the lamp and the key?',
      },
    ],
    second: 'Thanks.',
  },
];

/**
 * A tiny Llama whose greedy text is one sentence, whatever it is asked. It takes each word from the two before it, and
 * those from the cache.
 */
export function makeTinyGenerator(): TinyModel {
  const tokenizer = byteTokenizer(
    [END, ...ROLES],
    [...new Set(WORDS)].filter((word) => word.length > 1),
  );
  const shape: LlamaShape = {
    vocabulary: tokenizer.size,
    dims: 96,
    heads: 4,
    sharedHeads: 2,
    headDim: 24,
    inner: 32,
    ropeBase: 10_000,
  };
  const weights = weighSteps(shape, stepsOf(tokenizer), new RandomSource(SEED));
  const files = {
    'config.json': encodeJson(configOf(shape, tokenizer.idOf(END))),
    'generation_config.json': encodeJson({
      eos_token_id: tokenizer.idOf(END),
      pad_token_id: tokenizer.idOf(END),
    }),
    'tokenizer.json': encodeJson(tokenizer.definition),
    'tokenizer_config.json': encodeJson(TOKENIZER_CONFIG),
    'onnx/model.onnx': encodeLlama(shape, weights),
    'reference.json': encodeJson(referenceOf(shape, weights, tokenizer)),
  };
  return { id: 'tiny-generator', files, settings: { generator: describeGenerator() } };
}

const TOKENIZER_CONFIG = {
  tokenizer_class: 'PreTrainedTokenizer',
  eos_token: END,
  pad_token: END,
  model_max_length: CONTEXT_TOKENS,
  clean_up_tokenization_spaces: false,
  chat_template: TEMPLATE,
};

function stepsOf(tokenizer: ByteTokenizer): Step[] {
  const ids = ['<|assistant|>', '\n', ...WORDS, END].map((token) => tokenizer.idOf(token));
  return ids.slice(2).map((next, index) => ({
    before: ids[index] ?? 0,
    current: ids[index + 1] ?? 0,
    next,
  }));
}

function configOf(shape: LlamaShape, end: number): object {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: shape.vocabulary,
    hidden_size: shape.dims,
    intermediate_size: shape.inner,
    num_hidden_layers: 2,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.sharedHeads,
    head_dim: shape.headDim,
    hidden_act: 'silu',
    rms_norm_eps: RMS_EPSILON,
    rope_theta: shape.ropeBase,
    max_position_embeddings: CONTEXT_TOKENS,
    tie_word_embeddings: false,
    eos_token_id: end,
    pad_token_id: end,
  };
}

function describeGenerator(): Extract<TinyModel['settings'], { generator: unknown }>['generator'] {
  const entry = 'onnx/model.onnx';
  const files = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
  return {
    title: 'Tiny Llama',
    dtype: 'fp32',
    contextTokens: CONTEXT_TOKENS,
    languages: ['en'],
    evidence: 'sentences',
    // By far the most of it is the runtime itself.
    forms: (['wasm', 'webgpu'] as const).map((device) => ({
      device,
      entry,
      files,
      memoryBytes: 64 * 2 ** 20,
    })),
    selfTest: { file: 'reference.json', cases: CHATS.map((_, index) => index), maxLogprobError: 0.01 },
  };
}

/**
 * The chats with their answers, from a forward pass of our own that has no cache. It is given the text that the model is
 * made for, and proves of each token that greedy decoding would have picked it.
 */
function referenceOf(shape: LlamaShape, weights: LlamaWeights, tokenizer: ByteTokenizer): ChatCanary[] {
  const codec = new Tokenizer(tokenizer.definition, TOKENIZER_CONFIG);
  const written = [...WORDS, END].map((word) => tokenizer.idOf(word));
  const answer = (messages: readonly PromptMessage[]): Omit<ChatCanary, 'messages' | 'second'> => {
    const ids = [...codec.encode(renderChat(messages)).ids, ...written.slice(0, -1)];
    const steps = nextLogprobs(shape, weights, ids, written.length);
    const picked = steps.map((logprobs) => logprobs.indexOf(Math.max(...logprobs)));
    if (picked.some((id, place) => id !== written[place]))
      throw new RangeError(`The tiny Llama writes "${codec.decode(picked)}".`);
    const top = Array.from((steps[0] ?? []).entries())
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([id, logprob]): TokenChance => [codec.decode([id]), roundOff(logprob)]);
    return { text: WORDS.join(''), maxTokens: MAX_ANSWER_TOKENS, top };
  };
  return CHATS.map(({ messages, second }) => {
    const first = answer(messages);
    if (second === undefined) return { messages, ...first };
    const turns: PromptMessage[] = [
      ...messages,
      { role: 'assistant', content: first.text },
      { role: 'user', content: second },
    ];
    return { messages, ...first, second: { user: second, ...answer(turns) } };
  });
}

/** What the chat template makes of the messages, for the answer to follow. */
function renderChat(messages: readonly PromptMessage[]): string {
  return `${messages.map(({ role, content }) => `<|${role}|>\n${content}${END}\n`).join('')}<|assistant|>\n`;
}
