import type { CorpusChange, Status } from '../api.ts';
import { StateError } from '../errors.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { ScanThreads } from '../search/scan-threads.ts';
import type { VectorEngine } from '../search/vector-index.ts';
import type { Progress } from '../types.ts';
import { startEmbedder, type ActiveEmbedder, type EmbedderParts } from './active-embedder.ts';
import type { Analyser } from './analyser.ts';
import { infoOf, type CatalogueEntry } from './catalogue.ts';
import { EmbedderSwitch } from './embedder-switch.ts';
import type { EmbeddingService } from './embedding-service.ts';
import { describeFailure } from './failure.ts';
import { loadVectors } from './load-indexes.ts';
import { createSpace, modelOf, type VectorSpace } from './vector-space.ts';

export interface EmbeddersOptions extends EmbedderParts {
  /** Of the corpus. */
  name: string;
  /** What shall search the vectors of the next ones. */
  index?: VectorEngine['kind'];
  threads?: ScanThreads | undefined;
  onChange(change: CorpusChange): void;
}

/**
 * The embedder that answers, and while the corpus changes to another one, that one. The new one makes a vector of every
 * passage, those that are added meanwhile too; the old one embeds nothing but questions, and answers until all are made.
 */
export class Embedders {
  readonly #options: EmbeddersOptions;
  #current: ActiveEmbedder;
  #switch: EmbedderSwitch | undefined;
  /** How the last change ended, when it failed. */
  #failed: Status['switching'];
  /** What was stopped or gave way and is not gone yet. */
  #leaving: Promise<void> = Promise.resolve();
  /** The one that gave way, while it answers its last questions. */
  #former: EmbeddingService | undefined;
  #isClosed = false;

  constructor(options: EmbeddersOptions, space: VectorSpace) {
    this.#options = options;
    this.#current = this.#activate(space);
  }

  /** The one whose vectors are searched. It may change at any time: take it once for each question. */
  get current(): ActiveEmbedder {
    return this.#current;
  }

  /** Measures new documents: in the tokens of the new embedder as soon as that one is there. */
  get analyser(): Analyser {
    const next = this.#switch?.embedder;
    return next?.service.info ? next.analyser : this.#current.analyser;
  }

  get isSwitching(): boolean {
    return this.#switch !== undefined;
  }

  /** How far the change is, or how far it came before it failed. */
  get switching(): Status['switching'] {
    return this.#switch ? this.#describe(this.#switch) : this.#failed;
  }

  wake(): void {
    this.#current.service.wake();
    this.#switch?.embedder?.service.wake();
  }

  /**
   * Changes to another embedder, or goes on with that; resolves when it answers. `signal` stops it and keeps what was
   * made. Changing to the present one deletes what an unfinished change has made.
   */
  async switchTo(
    manifest: ModelManifest,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<void> {
    const { index, threads } = this.#options;
    const space = await createSpace(manifest, index, threads);
    signal?.throwIfAborted();
    if (this.#isClosed) throw closedError(this.#options.name);
    const running = this.#switch;
    if (running && running.space.fingerprint !== space.fingerprint) throw busyError(running, manifest);
    if (!running && space.fingerprint === this.#current.space.fingerprint) {
      this.#failed = undefined;
      return this.#options.store.vectors.dropSwitch();
    }
    const change = running ?? this.#begin(space);
    await change.wait((reason) => this.#stop(change, reason, true), signal, onProgress);
  }

  /** Resolves when every vector is made, or none can be. */
  async settled(): Promise<void> {
    let seen: EmbedderSwitch | undefined;
    do {
      seen = this.#switch;
      await seen?.ended.catch(() => undefined);
      await this.#current.service.settled();
    } while (seen !== this.#switch);
  }

  /** A change that is under way goes on at the next opening. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const change = this.#switch;
    await change?.finishing;
    if (change) this.#stop(change, closedError(this.#options.name), false);
    // Not even for the questions that the former one still answers.
    await Promise.all([this.#former?.close(), this.#current.service.close()]);
    await this.#leaving;
  }

  #activate(space: VectorSpace): ActiveEmbedder {
    const { onChange } = this.#options;
    return startEmbedder(space, this.#options, {
      mayEmbed: () => (this.#switch?.space ?? this.#current.space) === space,
      onStored: (entries) => this.#noteStored(space, entries),
      onIdle: () => this.#finishIfComplete(space),
      onChange: (progress) => {
        if (progress && this.#switch?.space === space) this.#switch.report(progress);
        onChange(progress ? { progress } : {});
      },
      onFailed: (error) => {
        if (this.#switch?.space === space) this.#stop(this.#switch, error, false);
        onChange({});
      },
    });
  }

  #noteStored(space: VectorSpace, entries: readonly CatalogueEntry[]): void {
    const { onChange } = this.#options;
    const change = this.#switch;
    if (change?.space !== space)
      return entries.forEach((entry) => onChange({ document: infoOf(entry, this.#current.space.index) }));
    const { to, embedded, passages } = this.#describe(change);
    const progress: Progress = {
      step: 'embed',
      subject: to,
      done: embedded,
      total: passages,
      unit: 'passages',
    };
    change.report(progress);
    onChange({ progress });
  }

  #begin(space: VectorSpace): EmbedderSwitch {
    const change = new EmbedderSwitch(space);
    this.#switch = change;
    this.#failed = undefined;
    this.#leaving = this.#prepare(change, this.#leaving);
    this.#options.onChange({});
    return change;
  }

  async #prepare(change: EmbedderSwitch, leaving: Promise<void>): Promise<void> {
    const { store, indexes } = this.#options;
    const { space } = change;
    try {
      await leaving;
      if (change.isStopped) return;
      await store.vectors.beginSwitch(await modelOf(space.manifest));
      indexes.spaces.set(space.fingerprint, space);
      await loadVectors(store, indexes.catalogue, space);
      if (!change.isStopped) change.embedder = this.#activate(space);
    } catch (error) {
      this.#stop(change, error, false);
    }
  }

  /** @param isOnPurpose Whether it goes on only when it is asked for, and not at the next opening. */
  #stop(change: EmbedderSwitch, reason: unknown, isOnPurpose: boolean): void {
    if (change.isStopped || change.finishing) return;
    change.isStopped = true;
    if (!isOnPurpose && !this.#isClosed)
      this.#failed = { ...this.#describe(change), error: describeFailure(reason) };
    this.#switch = undefined;
    this.#leaving = this.#leave(change, this.#leaving, isOnPurpose).then(
      () => change.fail(reason),
      (error: unknown) => change.fail(error),
    );
  }

  async #leave(change: EmbedderSwitch, leaving: Promise<void>, isOnPurpose: boolean): Promise<void> {
    const { store, indexes, onChange } = this.#options;
    await leaving;
    await change.embedder?.service.close();
    indexes.spaces.delete(change.space.fingerprint);
    if (isOnPurpose) await store.vectors.pauseSwitch();
    if (this.#isClosed) return;
    this.wake();
    onChange({});
  }

  #finishIfComplete(space: VectorSpace): void {
    const change = this.#switch;
    if (change?.space !== space || !change.embedder || change.finishing || this.#isClosed) return;
    const { embedded, passages } = this.#describe(change);
    if (embedded < passages) return;
    const { embedder } = change;
    change.finishing = this.#finish(change, embedder).catch((error: unknown) => {
      change.finishing = undefined;
      this.#stop(change, error, false);
    });
  }

  async #finish(change: EmbedderSwitch, embedder: ActiveEmbedder): Promise<void> {
    const { store, indexes, onChange } = this.#options;
    const former = this.#current;
    await store.vectors.finishSwitch();
    this.#current = embedder;
    this.#switch = undefined;
    indexes.spaces.delete(former.space.fingerprint);
    this.#former = former.service;
    // Nothing may hold on to its vectors.
    this.#leaving = former.service.retire().finally(() => (this.#former = undefined));
    change.end();
    // What was added during the transaction.
    this.wake();
    onChange({});
  }

  #describe({ space }: EmbedderSwitch): NonNullable<Status['switching']> {
    const { catalogue } = this.#options.indexes;
    const passages = [...catalogue.values()].reduce((sum, { spans }) => sum + spans.length, 0);
    return { to: space.manifest.id, embedded: space.index.size, passages };
  }
}

function closedError(name: string): StateError {
  const message = `The corpus "${name}" was closed before its embedder was changed. What was made is kept: the change goes on when it is opened again.`;
  return new StateError('closed', message);
}

function busyError({ space }: EmbedderSwitch, wanted: ModelManifest): StateError {
  const message = `The corpus is changing its embedder to ${space.manifest.id}, so it cannot change to ${wanted.id} now. Wait for that, or abort it first.`;
  return new StateError('busy', message, { details: { expected: space.manifest.id, actual: wanted.id } });
}
