import { LiveKeys } from './live-keys.ts';
import type { VectorOrigin } from './schema.ts';
import type { OriginRun, StoredVectors } from './vector-segment.ts';

/** Which vectors were made where, by key: a bit a vector for each of the few origins that there are. */
export class VectorOrigins {
  readonly #keys = new Map<string, { made: VectorOrigin; keys: LiveKeys }>();

  /** Notes where vectors were made, as far as it is known. */
  note({ rows, origins }: StoredVectors): void {
    let at = 0;
    for (const { rows: count, made } of origins) {
      const end = at + count;
      const known = made && this.#keysOf(made);
      for (; at < end; at++) known?.add({ firstKey: rows.keys[at] ?? 0, passages: 1 });
    }
  }

  /** The runs of vectors in this order. */
  runsOf(keys: readonly number[]): OriginRun[] {
    const all = [...this.#keys.values()];
    const runs: OriginRun[] = [];
    for (const key of keys) {
      const made = all.find((origin) => origin.keys.has(key))?.made;
      const last = runs.at(-1);
      if (last && last.made === made) last.rows += 1;
      else runs.push({ rows: 1, ...(made && { made }) });
    }
    return runs;
  }

  #keysOf(made: VectorOrigin): LiveKeys {
    const name = JSON.stringify(made);
    const { keys } = this.#keys.get(name) ?? { keys: new LiveKeys() };
    this.#keys.set(name, { made, keys });
    return keys;
  }
}
