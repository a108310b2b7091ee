import { coveredMs } from './pairs.ts';

/** When hashes were under way in this realm. */
export interface DigestClock {
  /** Milliseconds in which at least one hash was being made. */
  hashMs(): number;
  bytes(): number;
  restart(): void;
}

/** Notes begin and end of each `crypto.subtle.digest` from now on; what it does stays as it is. */
export function watchDigests(): DigestClock {
  const spans: [number, number][] = [];
  let bytes = 0;
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  crypto.subtle.digest = async (algorithm, data) => {
    const begin = performance.now();
    const result = await digest(algorithm, data);
    spans.push([begin, performance.now()]);
    bytes += data.byteLength;
    return result;
  };
  return {
    hashMs: () => coveredMs(spans),
    bytes: () => bytes,
    restart() {
      spans.length = 0;
      bytes = 0;
    },
  };
}
