/** Words of everyday length; what they say is nothing to an embedder's speed. */
const WORDS =
  'the tenant pays rent before third working day of each month and keeps walls heating filter clean unless landlord agrees otherwise in writing while cost for repairs below hundred euros is shared between both'.split(
    ' ',
  );

/** Numbers from 0 up to 1, the same for each seed: Park and Miller's generator. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Texts whose lengths in words are spread evenly from `shortest` to `longest`, in an order that is mixed but fixed. */
export function mixedTexts(count: number, shortest: number, longest: number): string[] {
  const random = seededRandom(17);
  const lengths = Array.from({ length: count }, (_, index) =>
    Math.round(shortest + ((longest - shortest) * index) / Math.max(1, count - 1)),
  );
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [lengths[last], lengths[other]] = [lengths[other] ?? 0, lengths[last] ?? 0];
  }
  return lengths.map((length) =>
    Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '').join(' '),
  );
}
