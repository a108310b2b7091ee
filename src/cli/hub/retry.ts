/** A fault that may be gone at the next try: too many requests, a server in trouble, a broken line. */
export class TransientFault extends Error {
  override readonly name = 'TransientFault';
  /** What the server asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Whether something arrived before it, so that giving up would be too early. */
  readonly hasProgressed: boolean;

  constructor(
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined; hasProgressed?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.hasProgressed = options.hasProgressed ?? false;
  }
}

export interface RetryOptions {
  /** Tries in a row that bring nothing, before it is given up. Default 6. */
  attempts?: number;
  /** Waits this long. Default: a timer. */
  sleep?: (milliseconds: number) => Promise<void>;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** A server that asks for a longer pause than this is left for later. */
const LONGEST_PAUSE_MS = 120_000;

/**
 * Runs `task` again after each `TransientFault`, after 1, 2, 4 … 30 seconds or what the server asks for.
 *
 * @throws the last fault when there were too many in a row; at once what is no `TransientFault`.
 */
export async function retry<T>(task: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = 6, sleep = wait } = options;
  for (let failures = 1; ; failures++) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof TransientFault)) throw error;
      if (error.hasProgressed) failures = 1;
      const pause = error.retryAfterMs ?? Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
      if (failures >= attempts || pause > LONGEST_PAUSE_MS) throw error;
      await sleep(pause);
    }
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** `Retry-After` in milliseconds: a number of seconds, or a date. */
export function readRetryAfter(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
