import type { Endpoint } from 'comlink';
import type { WireError } from '../errors.ts';

/**
 * What tabs of one origin say to each other about a corpus before they share it. The tab whose worker holds the lock of
 * the corpus is its host; the others are guests. Each guest has a name of its own for a channel, over which it calls the
 * host's worker, and for a Web Lock, which it holds as long as it is there.
 */
export type LobbyMessage =
  /** A guest looks for the host, and has its lock already. */
  | { type: 'hello'; guest: string }
  /** The host is there: an answer to `guest`, who may call from now on if the versions are the same, or news for all. */
  | { type: 'host'; host: string; version: string; guest?: string }
  /** The host goes, and its guests do too where `error` says why nobody shall follow it. */
  | { type: 'farewell'; host: string; error?: WireError };

/** Counted up when what tabs say to each other changes. */
const PROTOCOL = 1;

/**
 * What must be the same in two tabs that share a corpus. Asked in a worker, whose file is named by a hash of what it is
 * made of, so that two builds never share even where nobody has counted.
 */
export function sharingVersion(): string {
  return `${PROTOCOL} ${globalThis.location.pathname.split('/').at(-1) ?? ''}`;
}

/** Where all tabs meet that have to do with a corpus. */
function lobbyName(corpus: string): string {
  return `cloister:${corpus}`;
}

/** Name of a guest's channel and of its lock. */
export function guestName(corpus: string, guest: string): string {
  return `cloister-guest:${corpus}:${guest}`;
}

/** A channel to other tabs, over which calls go as to a worker. What is said after its end is lost, as with a worker. */
export class TabChannel implements Endpoint {
  readonly #channel: BroadcastChannel;
  #isClosed = false;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
  }

  /** Copies what would be transferred to a worker. */
  postMessage(message: unknown): void {
    if (!this.#isClosed) this.#channel.postMessage(message);
  }

  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.#channel.addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.#channel.removeEventListener(type, listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#channel.close();
  }
}

/** The lobby of a corpus; `note` hears what others say in it. */
export class Lobby {
  readonly #channel: TabChannel;

  constructor(corpus: string, note: (message: LobbyMessage) => void) {
    this.#channel = new TabChannel(lobbyName(corpus));
    this.#channel.addEventListener('message', (event) => note((event as MessageEvent<LobbyMessage>).data));
  }

  say(message: LobbyMessage): void {
    this.#channel.postMessage(message);
  }

  close(): void {
    this.#channel.close();
  }
}
