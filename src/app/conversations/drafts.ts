/** Beginning of the keys of half-written questions; the conversation's id follows, nothing for a new one. */
const PREFIX = 'cloister:draft:';

/** Half-written questions, by conversation: they live as long as the tab, reloads included. */
export class Drafts {
  /** Where the browser keeps nothing for a page, they last until the next reload. */
  readonly #memory = new Map<string, string>();

  read(corpus: string, conversation = ''): string {
    const key = keyOf(corpus, conversation);
    try {
      return sessionStorage.getItem(key) ?? this.#memory.get(key) ?? '';
    } catch {
      return this.#memory.get(key) ?? '';
    }
  }

  keep(text: string, corpus: string, conversation = ''): void {
    const key = keyOf(corpus, conversation);
    this.#memory.set(key, text);
    try {
      if (text) sessionStorage.setItem(key, text);
      else sessionStorage.removeItem(key);
    } catch {
      // It is kept in memory.
    }
  }
}

function keyOf(corpus: string, conversation: string): string {
  return `${PREFIX}${corpus}:${conversation}`;
}
