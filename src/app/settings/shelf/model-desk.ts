import type { ReactiveControllerHost } from 'lit';
import {
  fitModel,
  installedModels,
  isRagError,
  openModels,
  type ModelFit,
  type ModelShelf,
  type Progress,
  type ShelvedModel,
} from '../../../index.ts';
import { describeError, formatBytes } from '../../describe.ts';
import { readWriting } from '../../engine-choice.ts';
import { messages } from '../../messages/messages.ts';
import { importFiles } from './import-files.ts';
import type { ModelWork, Room, Said } from './model-state.ts';

/**
 * What is done with the models of this page. There is one for the whole visit, so that a transfer goes on while a person
 * looks at other pages.
 */
export class ModelDesk {
  models: readonly ShelvedModel[] = [];
  fits: ReadonlyMap<string, ModelFit> = new Map();
  room: Room | undefined;
  /** Why nothing can be kept here; undefined where it can. */
  trouble: string | undefined;
  /** Files compared so far, while some are imported. */
  importing: { done: number; total: number } | undefined;
  /** How the last import ended, a line each. */
  imported: readonly Said[] = [];
  readonly work: Map<string, ModelWork> = new Map();
  readonly said: Map<string, Said> = new Map();
  private readonly hosts = new Set<ReactiveControllerHost>();
  private shelf: ModelShelf | undefined;

  /** Has a host drawn again at each change, until `detach`. */
  attach(host: ReactiveControllerHost): void {
    this.hosts.add(host);
    void this.refresh();
  }

  detach(host: ReactiveControllerHost): void {
    this.hosts.delete(host);
  }

  /** Looks again at what is kept, and how much room there is. */
  async refresh(): Promise<void> {
    try {
      this.shelf ??= await openModels();
      const [models, { usage = 0, quota = 0 }] = await Promise.all([
        this.shelf.list(),
        navigator.storage.estimate(),
      ]);
      this.models = models;
      this.room = { used: usage, quota };
    } catch (error) {
      this.trouble =
        isRagError(error) && error.code === 'no_storage' ? messages.noModelStorage : describeError(error);
    }
    this.draw();
    if (this.fits.size > 0) return;
    const fits = installedModels.map(
      async (model) => [model.id, await fitModel(model, readWriting())] as const,
    );
    this.fits = new Map(await Promise.all(fits));
    this.draw();
  }

  /** Fetches what is missing of a model. */
  get(id: string): Promise<void> {
    return this.run(id, 'get', async (shelf, options) => {
      await shelf.get(id, options);
      return { kind: 'news', text: messages.modelGot(this.find(id)?.title ?? id) };
    });
  }

  /** Hashes all that is kept of a model. */
  check(id: string): Promise<void> {
    return this.run(id, 'check', async (shelf, options) => {
      const altered = await shelf.verify(id, options);
      if (altered.length > 0) return { kind: 'trouble', text: messages.modelAltered(altered.join(', ')) };
      const count = this.find(id)?.files.filter(({ isStored }) => isStored).length ?? 0;
      return { kind: 'news', text: messages.modelSound(count) };
    });
  }

  async remove(id: string): Promise<void> {
    const before = this.find(id)?.storedBytes ?? 0;
    try {
      await this.shelf?.remove(id);
      await this.refresh();
      const freed = before - (this.find(id)?.storedBytes ?? 0);
      this.say(id, { kind: 'news', text: messages.modelRemoved(formatBytes(freed)) });
    } catch (error) {
      this.say(id, { kind: 'trouble', text: describeError(error) });
    }
  }

  /** Stops what is being done with a model; what was fetched and checked is kept. */
  stop(id: string): void {
    this.work.get(id)?.stop.abort();
  }

  /** Takes over what belongs to any of the models. */
  async import(files: readonly File[]): Promise<void> {
    const { shelf } = this;
    if (!shelf || this.importing || files.length === 0) return;
    this.imported = [];
    const report = (done: number): void => {
      this.importing = { done, total: files.length };
      this.draw();
    };
    report(0);
    try {
      this.imported = await importFiles(shelf, this.models, files, report);
    } catch (error) {
      this.imported = [{ kind: 'trouble', text: describeError(error) }];
    }
    this.importing = undefined;
    await this.refresh();
  }

  private find(id: string): ShelvedModel | undefined {
    return this.models.find((model) => model.id === id);
  }

  private async run(
    id: string,
    kind: ModelWork['kind'],
    task: (
      shelf: ModelShelf,
      options: { signal: AbortSignal; onProgress: (progress: Progress) => void },
    ) => Promise<Said>,
  ): Promise<void> {
    const { shelf } = this;
    if (!shelf || this.work.has(id)) return;
    const stop = new AbortController();
    const { signal } = stop;
    this.said.delete(id);
    this.put(id, { kind, stop });
    const onProgress = (progress: Progress): void => this.put(id, { kind, stop, progress });
    let said: Said | undefined;
    try {
      said = await task(shelf, { signal, onProgress });
    } catch (error) {
      if (!signal.aborted) said = { kind: 'trouble', text: describeError(error) };
    }
    this.work.delete(id);
    await this.refresh();
    const { storedBytes = 0, bytes = 0 } = this.find(id) ?? {};
    if (!said && kind === 'get')
      said = { kind: 'news', text: messages.modelPaused(formatBytes(storedBytes), formatBytes(bytes)) };
    this.say(id, said);
  }

  private put(id: string, work: ModelWork): void {
    this.work.set(id, work);
    this.draw();
  }

  private say(id: string, said: Said | undefined): void {
    if (said) this.said.set(id, said);
    else this.said.delete(id);
    this.draw();
  }

  private draw(): void {
    for (const host of this.hosts) host.requestUpdate();
  }
}

/** The one of this visit. */
export const modelDesk: ModelDesk = new ModelDesk();
