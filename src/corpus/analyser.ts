import type { ModelStore } from '../models/store.ts';
import type { RunSteps } from '../storage/merge.ts';
import { createTokenCounter, type TokenCounter } from '../text/token-counter.ts';
import type { ParsedDocument } from '../types.ts';
import { analyse, type Analysed } from './analysis.ts';
import type { VectorSpace } from './vector-space.ts';

/** Passages are no longer than this with any model: a quote is taken from a few sentences, not from a page. */
const PASSAGE_TOKENS = 256;
const SPECIAL_TOKENS = 2;

/** Splits documents in the embedder's own tokens, which need the embedder's tokenizer but not the embedder. */
export class Analyser {
  readonly #store: Promise<ModelStore>;
  readonly #space: VectorSpace;
  #counter: Promise<TokenCounter> | undefined;

  constructor(store: Promise<ModelStore>, space: VectorSpace) {
    this.#store = store;
    this.#space = space;
  }

  /** Rejects with `NetworkError` or `IntegrityError` while the tokenizer cannot be had. */
  async analyse(parsed: ParsedDocument, name: string, run: RunSteps): Promise<Analysed> {
    const counter = await this.#openCounter();
    const { passages, words } = await analyse(parsed, name, counter, this.#room(counter), run);
    return { passages: { ...passages, measuredBy: this.#space.fingerprint }, words };
  }

  /** Whether the embedder would see all of each of these texts, whatever measured them. */
  async fits(texts: readonly string[]): Promise<boolean> {
    const { maxTokens = Infinity, prefixes } = this.#space.manifest.embedder ?? {};
    const counter = await this.#openCounter();
    const room = maxTokens - counter.count(prefixes?.passage ?? '') - SPECIAL_TOKENS;
    return texts.every((text) => counter.count(text) <= room);
  }

  #openCounter(): Promise<TokenCounter> {
    this.#counter ??= this.#load().catch((error: unknown) => {
      // The next document tries again.
      this.#counter = undefined;
      throw error;
    });
    return this.#counter;
  }

  /** Most tokens of a passage with its context: what the embedder sees, less its prefix and its two special tokens. */
  #room(counter: TokenCounter): number {
    const { maxTokens = PASSAGE_TOKENS, prefixes } = this.#space.manifest.embedder ?? {};
    return Math.min(PASSAGE_TOKENS, maxTokens - counter.count(prefixes?.passage ?? '')) - SPECIAL_TOKENS;
  }

  async #load(): Promise<TokenCounter> {
    const [tokenizer, config] = await Promise.all([
      this.#json('tokenizer.json'),
      this.#json('tokenizer_config.json'),
    ]);
    return createTokenCounter(tokenizer, config);
  }

  async #json(path: string): Promise<unknown> {
    return JSON.parse(new TextDecoder().decode(await (await this.#store).read(this.#space.manifest, path)));
  }
}
