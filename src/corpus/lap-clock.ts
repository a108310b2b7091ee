import type { Timings } from '../types.ts';

/** Milliseconds between laps. */
export class LapClock {
  readonly laps: Timings = {};
  #last = performance.now();

  lap(name: string): void {
    const now = performance.now();
    this.laps[name] = now - this.#last;
    this.#last = now;
  }
}
