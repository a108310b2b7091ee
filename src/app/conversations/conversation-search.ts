import type { ConversationInfo, TurnRecord } from './conversation-schema.ts';
import type { KeptConversation } from './conversation-store.ts';

/** About how much of the text around a find is shown, in characters. */
const EXCERPT_CHARS = 90;

/** A conversation that holds all words that were looked for. */
export interface Find {
  id: string;
  /** The words where they stand; absent when they stand in the title. */
  excerpt?: string;
}

interface Pieces {
  changedAt: number;
  pieces: readonly string[];
}

/** Looks for words in titles, questions and answers. What was read once stays in memory until it has changed. */
export class ConversationSearch {
  readonly #known = new Map<string, Pieces>();
  readonly #read: (id: string) => Promise<KeptConversation | undefined>;

  constructor(read: (id: string) => Promise<KeptConversation | undefined>) {
    this.#read = read;
  }

  /** The conversations, in their order, that hold all words of the query, wherever in them; case and accents do not count. */
  async find(query: string, conversations: readonly ConversationInfo[]): Promise<Find[]> {
    const words = fold(query).split(/\s+/).filter(Boolean);
    const finds: Find[] = [];
    for (const info of conversations) {
      const { pieces } = await this.#piecesOf(info);
      const find = findWords(info, pieces, words);
      if (find) finds.push(find);
    }
    return finds;
  }

  async #piecesOf({ id, changedAt }: ConversationInfo): Promise<Pieces> {
    const known = this.#known.get(id);
    if (known?.changedAt === changedAt) return known;
    const kept = await this.#read(id);
    const pieces = { changedAt, pieces: (kept?.turns ?? []).flatMap(textsOf) };
    this.#known.set(id, pieces);
    return pieces;
  }
}

/** What a person reads of a turn. */
function textsOf({ content, writing }: TurnRecord): string[] {
  const quotes = content.citations.map(({ quote }) => quote);
  const answer = content.author?.kind === 'model' ? [content.text] : [];
  return [content.question, ...answer, ...(writing ? [writing.text] : []), ...quotes].filter(Boolean);
}

function findWords(
  { id, title }: ConversationInfo,
  pieces: readonly string[],
  words: readonly string[],
): Find | undefined {
  const inTitle = fold(title);
  if (words.every((word) => inTitle.includes(word))) return { id };
  const folded = pieces.map(fold);
  const isFound = (word: string): boolean =>
    inTitle.includes(word) || folded.some((piece) => piece.includes(word));
  if (!words.every(isFound)) return undefined;
  const counts = folded.map((piece) => words.filter((word) => piece.includes(word)).length);
  const best = counts.indexOf(Math.max(...counts));
  return { id, excerpt: excerptOf(pieces[best] ?? '', words) };
}

/** The text around the first of the words that it holds. */
function excerptOf(text: string, words: readonly string[]): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const folded = fold(line);
  const places = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
  // Folding may make a text longer or shorter; for where to cut, the same share of it is near enough.
  const at = Math.round((Math.min(...places) / Math.max(1, folded.length)) * line.length);
  const from = line.lastIndexOf(' ', Math.max(0, at - EXCERPT_CHARS / 3)) + 1;
  const end = line.indexOf(' ', from + EXCERPT_CHARS);
  return `${from > 0 ? '… ' : ''}${line.slice(from, end < 0 ? undefined : end)}${end < 0 ? '' : ' …'}`;
}

/** Upper and lower case, accents and ligatures made one. */
function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
