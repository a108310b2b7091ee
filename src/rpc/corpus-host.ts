import type { CorpusSharing, Guest, Hosting } from '../corpus/corpus-sharing.ts';
import { toWire } from '../errors.ts';
import { guestName, Lobby, sharingVersion, TabChannel, type LobbyMessage } from './lobby.ts';
import { serve } from './serve.ts';

/** How long guests may take to go when nobody shall follow the host. */
const LEAVING_MS = 2_000;

/** Offers the corpus of this worker to other tabs. */
export function shareCorpus(): CorpusSharing {
  const version = sharingVersion();
  return { version, host: (corpus, admit) => new CorpusHost(corpus, version, admit) };
}

/** Serves a corpus to guests, each over a channel of its own, until it ends. */
class CorpusHost implements Hosting {
  readonly #id = crypto.randomUUID();
  readonly #corpus: string;
  readonly #version: string;
  readonly #admit: () => Guest;
  readonly #lobby: Lobby;
  /** By their names; each settles when that guest has gone. */
  readonly #guests = new Map<string, Promise<void>>();
  readonly #end = new AbortController();

  constructor(corpus: string, version: string, admit: () => Guest) {
    this.#corpus = corpus;
    this.#version = version;
    this.#admit = admit;
    this.#lobby = new Lobby(corpus, (message) => this.#note(message));
    this.#present();
  }

  async end(reason?: unknown): Promise<void> {
    const lost = reason === undefined ? {} : { error: toWire(reason) };
    this.#lobby.say({ type: 'farewell', host: this.#id, ...lost });
    if (reason !== undefined) await Promise.race([Promise.all(this.#guests.values()), pause(LEAVING_MS)]);
    this.#lobby.close();
    this.#end.abort();
  }

  #note(message: LobbyMessage): void {
    if (message.type !== 'hello') return;
    // Who has another version learns it from the answer, and never calls.
    this.#receive(message.guest);
    this.#present(message.guest);
  }

  #present(guest?: string): void {
    this.#lobby.say({ type: 'host', host: this.#id, version: this.#version, ...(guest && { guest }) });
  }

  #receive(guest: string): void {
    // One that heard of this host while it looked for it greets twice.
    if (this.#guests.has(guest)) return;
    this.#guests.set(
      guest,
      this.#entertain(guest).finally(() => this.#guests.delete(guest)),
    );
  }

  async #entertain(guest: string): Promise<void> {
    const channel = new TabChannel(guestName(this.#corpus, guest));
    const { api, leave } = this.#admit();
    serve(api, channel);
    await this.#awaitLeaving(guest);
    leave();
    channel.close();
  }

  /** The browser releases the lock of a tab that is closed, or whose process dies. */
  async #awaitLeaving(guest: string): Promise<void> {
    try {
      await navigator.locks.request(
        guestName(this.#corpus, guest),
        { signal: this.#end.signal },
        () => undefined,
      );
    } catch {
      // The host itself has ended.
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
