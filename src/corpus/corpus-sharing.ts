import type { GuestApi } from './corpus-api.ts';

/** How a corpus is offered to other tabs. */
export interface CorpusSharing {
  /** Only tabs with the same one understand each other. */
  readonly version: string;
  /** Begins to take in other tabs; each gets what `admit` returns for it. */
  host(corpus: string, admit: () => Guest): Hosting;
}

/** What one other tab gets. */
export interface Guest {
  readonly api: GuestApi;
  /** To be called when the tab has gone. */
  leave(): void;
}

export interface Hosting {
  /**
   * Tells the other tabs that one of them shall follow, or with a reason that none shall; resolves when they have heard
   * that.
   */
  end(reason?: unknown): Promise<void>;
}
