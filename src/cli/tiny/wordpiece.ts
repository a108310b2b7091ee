import { FUNCTION_WORDS } from '../../text/stopwords.ts';

/** Special tokens, in the order of their ids. */
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const DIGITS = [...'0123456789'];
/** Signs and letters beyond the English ones that stay after lower-casing and after accents are stripped. */
const OTHERS = [...'ßøæœł°€£§©®²³±×÷½¼¾µ!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~–—…‘’“”„•¿¡«»'];

/** What a token is, for models that weigh tokens. */
export interface PieceKind {
  /** Whether it continues a word. */
  isContinuation: boolean;
  /** Whether it is a word that says nothing about a subject. */
  isFunctionWord: boolean;
  /** Characters of text, 0 for special tokens. */
  characters: number;
  isPunctuation: boolean;
}

/** English function words, as the tokenizer sees them: it cuts words at an apostrophe. */
function functionWords(): Set<string> {
  return new Set((FUNCTION_WORDS['en'] ?? '').split(/\s+/).flatMap((word) => word.split("'")));
}

function pairsOf(characters: readonly string[]): string[] {
  return characters.flatMap((first) => characters.map((second) => first + second));
}

/**
 * The vocabulary of the tiny BERTs: pairs of letters, pairs of digits and single characters, each at the start of a
 * word and within, and the English function words. So any text in Latin letters has tokens, and two words share some
 * exactly when they look alike.
 */
export function listPieces(): string[] {
  const starts = [...LETTERS, ...DIGITS, ...OTHERS, ...pairsOf(LETTERS), ...pairsOf(DIGITS)];
  return [...new Set([...SPECIAL, ...starts, ...starts.map((piece) => `##${piece}`), ...functionWords()])];
}

/** Tells what each piece of the vocabulary is. */
export function describePieces(pieces: readonly string[]): PieceKind[] {
  const words = functionWords();
  const special = new Set<string>(SPECIAL);
  return pieces.map((piece) => {
    const isContinuation = /^##./u.test(piece);
    const text = isContinuation ? piece.slice(2) : piece;
    return {
      isContinuation,
      isFunctionWord: !isContinuation && words.has(piece),
      characters: special.has(piece) ? 0 : text.length,
      isPunctuation: !/[\p{L}\p{N}]/u.test(text),
    };
  });
}

/** Whether a token tells nothing about the subject of a text. */
export function saysNothing({ characters, isFunctionWord, isPunctuation }: PieceKind): boolean {
  return characters === 0 || isFunctionWord || isPunctuation;
}

/** `tokenizer.json` of a lower-casing WordPiece tokenizer with BERT's template for one text and for two. */
export function wordPieceTokenizer(pieces: readonly string[]): object {
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const special = (token: string, type: number): object => ({ SpecialToken: { id: token, type_id: type } });
  const text = (id: string, type: number): object => ({ Sequence: { id, type_id: type } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, special: true, ...PLAIN_MATCH })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]', 0), text('A', 0), special('[SEP]', 0)],
      pair: [special('[CLS]', 0), text('A', 0), special('[SEP]', 0), text('B', 1), special('[SEP]', 1)],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [vocab[token]], tokens: [token] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

/** `tokenizer_config.json` beside it. */
export function wordPieceConfig(maxTokens: number): object {
  return {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    mask_token: '[MASK]',
    model_max_length: maxTokens,
  };
}

/** How an added token is found in a text: exactly as it is written. */
export const PLAIN_MATCH = { single_word: false, lstrip: false, rstrip: false, normalized: false } as const;
