/**
 * The words of some passages, turned over: for each term the passages that hold it. What a word index takes in and a
 * disk stores.
 */
export interface WordRows {
  /** The passages, ascending. */
  keys: Uint32Array;
  /** Length of each passage, in quarters of a word. */
  lengths: Uint32Array;
  /** All terms, each once, by code units. */
  terms: string[];
  /** Where the postings of each term begin; one entry more than terms. */
  starts: Uint32Array;
  /** Postings: index of a passage in `keys`, ascending within a term. */
  slots: Uint32Array;
  /** … and how often it holds the term, in quarters of a word, at most 255. */
  frequencies: Uint8Array;
}

/** One passage as terms: its own, and those of title, headings or column names above it. */
export interface PassageTerms {
  key: number;
  body: readonly string[];
  context: readonly string[];
}

/** Frequencies are counted in quarters of a word, so that a context word may count for less than one. */
export const ONE_WORD = 4;
export const MOST_QUARTERS = 255;

/**
 * Weight of a word in title, headings or column names relative to the passage's own. 1.5: on both halves of the Cranfield
 * questions it gains .005 nDCG@10 over 1 (2 gains .006), and costs XQuAD nothing.
 */
export const CONTEXT_WEIGHT = 1.5;

/**
 * Counts words.
 *
 * @param passages By ascending key, each key once.
 * @param contextWeight See `CONTEXT_WEIGHT`; kept in quarters.
 */
export function countWords(
  passages: readonly PassageTerms[],
  contextWeight: number = CONTEXT_WEIGHT,
): WordRows {
  const contextQuarters = Math.round(contextWeight * ONE_WORD);
  const postings = new Map<string, { slots: number[]; frequencies: number[] }>();
  passages.forEach(({ body, context }, slot) => {
    for (const [term, quarters] of countTerms(body, context, contextQuarters)) {
      const posting = postings.get(term) ?? { slots: [], frequencies: [] };
      postings.set(term, posting);
      posting.slots.push(slot);
      posting.frequencies.push(Math.min(quarters, MOST_QUARTERS));
    }
  });
  const terms = [...postings.keys()].sort();
  const inOrder = terms.flatMap((term) => postings.get(term) ?? []);
  const starts = new Uint32Array(terms.length + 1);
  inOrder.forEach(({ slots }, index) => (starts[index + 1] = (starts[index] ?? 0) + slots.length));
  return {
    keys: Uint32Array.from(passages, ({ key }) => key),
    lengths: Uint32Array.from(
      passages,
      ({ body, context }) => body.length * ONE_WORD + context.length * contextQuarters,
    ),
    terms,
    starts,
    slots: Uint32Array.from(inOrder.flatMap(({ slots }) => slots)),
    frequencies: Uint8Array.from(inOrder.flatMap(({ frequencies }) => frequencies)),
  };
}

function countTerms(
  body: readonly string[],
  context: readonly string[],
  contextQuarters: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of body) counts.set(term, (counts.get(term) ?? 0) + ONE_WORD);
  if (contextQuarters > 0)
    for (const term of context) counts.set(term, (counts.get(term) ?? 0) + contextQuarters);
  return counts;
}
