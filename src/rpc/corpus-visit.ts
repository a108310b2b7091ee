import type { CorpusApi, GuestApi } from '../corpus/corpus-api.ts';
import { fromWire, StorageError, WorkerError } from '../errors.ts';
import { Calls, forward } from './calls.ts';
import { guestName, Lobby, TabChannel, type LobbyMessage } from './lobby.ts';
import { Pulse } from './pulse.ts';

/** How the time with a host ended: another tab follows it, or nobody can. */
export type Ending = { kind: 'handover' } | { kind: 'lost'; error: Error };

/** What calls to a host reject with that has gone; the next one can be asked the same. */
export const HOST_GONE: WorkerError = new WorkerError(
  'crashed',
  'The tab that worked on these documents was closed. What was under way in it is lost; what was saved is safe. Try again.',
  { details: { worker: 'corpus' } },
);

/** A corpus as a guest of the tab that works on it. */
export class CorpusVisit {
  readonly api: CorpusApi;
  readonly #corpus: string;
  readonly #version: string;
  readonly #guest = crypto.randomUUID();
  readonly #channel: TabChannel;
  readonly #calls: Calls;
  readonly #lobby: Lobby;
  readonly #found = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<Ending>();
  #host: string | undefined;
  #release: (() => void) | undefined;

  private constructor(corpus: string, version: string) {
    this.#corpus = corpus;
    this.#version = version;
    this.#channel = new TabChannel(guestName(corpus, this.#guest));
    this.#calls = new Calls(this.#channel);
    this.#lobby = new Lobby(corpus, (message) => this.#note(message));
    const pulse = new Pulse(
      () => this.#calls.call('present' satisfies keyof GuestApi, []),
      () => this.#calls.interrupt(silentError(corpus)),
    );
    this.api = forward((method, values) => pulse.during(() => this.#calls.call(method, values))) as CorpusApi;
  }

  /**
   * Waits until there is a host, and becomes its guest. Rejects with `StorageError` 'locked' when that is another version
   * of this program, and with the signal's reason; a signal after that ends the visit.
   */
  static async begin(corpus: string, version: string, signal: AbortSignal): Promise<CorpusVisit> {
    signal.throwIfAborted();
    const visit = new CorpusVisit(corpus, version);
    const abort = (): void => visit.#finish({ kind: 'handover' }, signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void visit.ended.then(() => signal.removeEventListener('abort', abort));
    await visit.#lock();
    visit.#greet();
    await visit.#found.promise;
    return visit;
  }

  /** Settles when it is over. */
  get ended(): Promise<Ending> {
    return this.#ended.promise;
  }

  /** The host notices when this lock is free. */
  async #lock(): Promise<void> {
    const taken = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    this.#release = held.resolve;
    navigator.locks
      .request(guestName(this.#corpus, this.#guest), () => {
        taken.resolve();
        return held.promise;
      })
      .catch(taken.reject);
    await taken.promise;
  }

  #greet(): void {
    this.#lobby.say({ type: 'hello', guest: this.#guest });
  }

  #note(message: LobbyMessage): void {
    if (message.type === 'farewell' && message.host === this.#host) {
      const { error } = message;
      this.#finish(error ? { kind: 'lost', error: fromWire(error) } : { kind: 'handover' });
    }
    if (message.type !== 'host') return;
    const { host, version, guest } = message;
    if (this.#host === undefined) this.#meet(host, version, guest);
    else if (host !== this.#host) this.#finish({ kind: 'handover' });
  }

  #meet(host: string, version: string, guest: string | undefined): void {
    if (version !== this.#version) {
      const error = versionError(this.#corpus);
      this.#finish({ kind: 'lost', error }, error);
    } else if (guest === this.#guest) {
      this.#host = host;
      this.#found.resolve();
    } else if (guest === undefined) this.#greet();
  }

  #finish(ending: Ending, reason: unknown = HOST_GONE): void {
    this.#found.promise.catch(() => undefined);
    this.#found.reject(reason);
    this.#ended.resolve(ending);
    this.#calls.end(HOST_GONE);
    this.#channel.close();
    this.#lobby.close();
    this.#release?.();
  }
}

/** The host does not answer: it hangs, or the browser has stopped it. */
export function silentError(corpus: string): StorageError {
  const message = `"${corpus}" is open in another tab or window, which does not answer. Bring it to the front, or close it: this page then goes on by itself.`;
  return new StorageError('locked', message);
}

function versionError(corpus: string): StorageError {
  const message = `"${corpus}" is open in another tab or window with another version of this app, and two versions never share it. Close or reload that tab, then open it here again.`;
  return new StorageError('locked', message);
}
