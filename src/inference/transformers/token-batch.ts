/** Token ids of several texts, padded to one length: row-major `rows × width`. */
export interface TokenBatch {
  rows: number;
  width: number;
  /** Number of tokens of each row that are not padding. */
  lengths: number[];
  ids: BigInt64Array;
  /** 1 for a token, 0 for padding. */
  mask: BigInt64Array;
}

/** A batch, and which of the given texts its rows are. */
export interface PlannedBatch {
  batch: TokenBatch;
  indexes: number[];
}

/**
 * Groups texts of like length, the longest first: computing padding costs as much as computing words, and with mixed
 * lengths it was half of the work. A batch holds at most `maxPaddedTokens` with its padding, but always one text.
 *
 * @param maxPadding Most padding of a text, in tokens: worth as much as a batch of its own. Default: any.
 */
export function planBatches(
  texts: readonly number[][],
  maxPaddedTokens: number,
  padId: number,
  maxPadding: number = Number.POSITIVE_INFINITY,
): PlannedBatch[] {
  const order = texts.map((_ids, index) => index);
  order.sort((a, b) => lengthOf(texts, b) - lengthOf(texts, a));
  const plans: PlannedBatch[] = [];
  for (let start = 0; start < order.length;) {
    const width = lengthOf(texts, order[start]);
    const rows = Math.max(1, Math.floor(maxPaddedTokens / Math.max(1, width)));
    const indexes = order
      .slice(start, start + rows)
      .filter((index) => width - lengthOf(texts, index) <= maxPadding);
    const batch = padBatch(
      indexes.map((index) => texts[index] ?? []),
      padId,
    );
    plans.push({ batch, indexes });
    start += indexes.length;
  }
  return plans;
}

/** One batch of these texts, in this order. */
export function padBatch(texts: readonly number[][], padId: number): TokenBatch {
  const lengths = texts.map((ids) => ids.length);
  const width = Math.max(...lengths);
  const ids = new BigInt64Array(texts.length * width).fill(BigInt(padId));
  const mask = new BigInt64Array(texts.length * width);
  for (const [row, text] of texts.entries())
    for (const [column, id] of text.entries()) {
      ids[row * width + column] = BigInt(id);
      mask[row * width + column] = 1n;
    }
  return { rows: texts.length, width, lengths, ids, mask };
}

function lengthOf(texts: readonly number[][], index: number | undefined): number {
  return index === undefined ? 0 : (texts[index]?.length ?? 0);
}
