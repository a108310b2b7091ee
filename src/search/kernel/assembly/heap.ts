/**
 * The best rows so far: a binary heap with the worst of them on top, so that most rows are refused by one comparison. An
 * entry is a score (f64), a key (u32) and a gap. Of equal scores the smaller key is the better one, which makes the
 * result the same in whatever order rows lie.
 */
const ENTRY: usize = 16;

let entries: usize = 0;
let limit: u32 = 0;
let length: u32 = 0;

export function openHeap(at: usize, room: u32): void {
  entries = at;
  limit = room;
  length = 0;
}

export function heapLength(): u32 {
  return length;
}

/** The score that has to be reached; anything is enough while there is room. */
export function worstKept(): f64 {
  return length < limit ? -Infinity : load<f64>(entries);
}

function at(index: u32): usize {
  return entries + ENTRY * <usize>index;
}

function isWorse(score: f64, key: u32, other: usize): bool {
  const against = load<f64>(other);
  return score < against || (score == against && key > load<u32>(other, 8));
}

/** Keeps what is among the best. */
export function offer(score: f64, key: u32): void {
  if (length < limit) siftUp(score, key);
  else if (!isWorse(score, key, entries)) siftDown(score, key);
}

function place(index: u32, score: f64, key: u32): void {
  store<f64>(at(index), score);
  store<u32>(at(index), key, 8);
}

function copy(from: u32, to: u32): void {
  place(to, load<f64>(at(from)), load<u32>(at(from), 8));
}

function siftUp(score: f64, key: u32): void {
  let index = length++;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isWorse(score, key, at(parent))) break;
    copy(parent, index);
    index = parent;
  }
  place(index, score, key);
}

function siftDown(score: f64, key: u32): void {
  let index: u32 = 0;
  for (let child: u32 = 1; child < length; child = 2 * index + 1) {
    if (child + 1 < length) {
      const right = at(child + 1);
      if (isWorse(load<f64>(right), load<u32>(right, 8), at(child))) child++;
    }
    if (isWorse(score, key, at(child))) break;
    copy(child, index);
    index = child;
  }
  place(index, score, key);
}
