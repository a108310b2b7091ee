import { isRagError } from '../../errors.ts';
import type { ManifestFile, ModelManifest } from '../../models/manifest.ts';
import type { CallOptions, Progress } from '../../types.ts';
import type { BrowserModel } from '../browser-model/browser-model.ts';
import { measureCapability, type Capability } from './capability.ts';
import type { ChatProcess } from './chat-process.ts';
import { ExtractiveGenerator } from '../extractive-generator.ts';
import type {
  GenerationRequest,
  Generator,
  GeneratorEvent,
  GeneratorInfo,
  GeneratorPlan,
} from '../generator.ts';
import type { ModelGenerator } from '../writing/model-generator.ts';
import { DEADLINES, startBrowserModel, startRung, type Running } from './running-generator.ts';
import {
  isSameRung,
  neededFiles,
  planRungs,
  reasonOf,
  refusalOf,
  weightOf,
  type EngineRuntimes,
  type Refusal,
  type Rung,
  type RungWishes,
} from './rungs.ts';

export interface LadderOptions extends RungWishes {
  /** Models that may write, the preferred first. */
  models: readonly ModelManifest[];
  assetBase: string;
  spawn(): ChatProcess;
  /** What the engines run in, for the size of a download. */
  runtimes?: EngineRuntimes;
  /** How much of these files is kept on this device. Default: nothing. */
  storedBytes?: (files: readonly ManifestFile[]) => Promise<number>;
  /** Opens the browser's own model, where a caller wants it before all others. */
  openBrowserModel?: () => Promise<BrowserModel>;
  /** Default: looks at this device. */
  capability?: () => Promise<Capability>;
  /** How long a start and a silence may last, in milliseconds. */
  deadlines?: Partial<typeof DEADLINES>;
}

/** The same fault so many times on one rung, and it is not tried again. */
const FAULTS = 2;

/** Fewer tokens a second than people read words are a wait. */
const SLOW_TOKENS_PER_SECOND = 2;

/**
 * Writes with the best model that runs here. Ways that fail to load are passed over, those with an altered file only after
 * the call has rejected with that; one that fails twice in the same
 * manner while it writes is not tried again. When none is left, quotes of the documents are the answer. All of it on
 * this device.
 */
export class GeneratorLadder implements Generator {
  #options: LadderOptions;
  readonly #quotes = new ExtractiveGenerator();
  readonly #faults = new Map<string, number>();
  #failed: { rung: Rung; reason: string; isPassing?: boolean }[] = [];
  #planned: Refusal[] = [];
  #browserRefusal: Refusal | undefined;
  #loading: Promise<Running | undefined> | undefined;
  #running: Running | undefined;
  #advice: string | undefined;

  constructor(options: LadderOptions) {
    this.#options = options;
  }

  /** What writes now; quotes while no model is loaded. */
  get info(): GeneratorInfo {
    const failed = this.#failed.map(({ rung, reason }) => refusalOf(rung, reason));
    const refused = [...(this.#browserRefusal ? [this.#browserRefusal] : []), ...this.#planned, ...failed];
    const info = this.#running?.info ?? this.#quotes.info;
    return { ...info, ...(refused.length > 0 && { refused }), ...(this.#advice && { advice: this.#advice }) };
  }

  /** What `load` would try first, and how much of it comes over the line at the first time. */
  async plan(): Promise<GeneratorPlan | undefined> {
    const [rung] = await this.#rungs();
    if (!rung) return undefined;
    const { id, generator, engine } = rung.manifest;
    const files = neededFiles(rung, this.#options.runtimes);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const stored = (await this.#options.storedBytes?.(files)) ?? 0;
    return {
      title: generator?.title ?? id,
      modelId: id,
      engine: engine.name,
      device: rung.form.device,
      languages: generator?.languages ?? ['*'],
      bytes,
      missingBytes: bytes - stored,
      memoryBytes: rung.form.memoryBytes,
    };
  }

  /** Loads the best model that runs here; resolves with what will write, quotes if none does. */
  async load(options: CallOptions = {}): Promise<GeneratorInfo> {
    await this.#open(options);
    return this.info;
  }

  /** Writes with others of these models from the next call on. */
  async choose(models: readonly ModelManifest[]): Promise<void> {
    this.#options = { ...this.#options, models };
    this.#failed = [];
    this.#faults.clear();
    this.#advice = undefined;
    await this.unload();
    await this.#rungs();
  }

  /** Frees the memory of the model; the next call loads it again. */
  async unload(): Promise<void> {
    await this.#loading?.catch(() => undefined);
    this.#running?.end();
    this.#running = undefined;
    this.#loading = undefined;
  }

  /** The same generator, which tells how far the load is that its call may begin with. */
  reporting(onProgress?: (progress: Progress) => void): Pick<Generator, 'info' | 'generate'> {
    const describe = (): GeneratorInfo => this.info;
    return {
      get info() {
        return describe();
      },
      generate: (request, signal) => this.generate(request, signal, onProgress),
    };
  }

  async *generate(
    request: GenerationRequest,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): AsyncGenerator<GeneratorEvent> {
    // Without something to write from, no model is worth its load.
    const running = request.retrieval.found
      ? await this.#open({ ...(signal && { signal }), ...(onProgress && { onProgress }) })
      : undefined;
    if (!running) {
      yield* this.#quotes.generate(request, signal);
      return;
    }
    try {
      for await (const event of running.generator.generate(request, signal)) {
        if (event.type === 'finish' && event.speed && running.rung) this.#judge(running.rung, event.speed);
        yield event;
      }
    } catch (error) {
      if (isRagError(error) && error.name === 'WorkerError') this.#drop(running, error.code);
      throw error;
    }
  }

  /** See `rewriteQuestion`; undefined where no model is loaded, as none is loaded for this. */
  async rewrite(...call: Parameters<ModelGenerator['rewrite']>): Promise<string | undefined> {
    return this.#running?.generator.rewrite(...call);
  }

  async dispose(): Promise<void> {
    await this.unload();
  }

  #open(options: CallOptions): Promise<Running | undefined> {
    this.#loading ??= this.#climb(options).then(
      (running) => {
        this.#running = running;
        // What could not be had now may be had later: a network comes back.
        if (!running) this.#loading = undefined;
        void running?.died?.then(() => this.#forget(running));
        return running;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  async #climb(options: CallOptions): Promise<Running | undefined> {
    const { openBrowserModel, deadlines } = this.#options;
    if (openBrowserModel)
      try {
        return await startBrowserModel(openBrowserModel);
      } catch (error) {
        this.#browserRefusal = { engine: 'LanguageModel', device: 'browser', reason: reasonOf(error) };
      }
    this.#failed = this.#failed.filter(({ isPassing }) => !isPassing);
    for (const rung of await this.#rungs()) {
      try {
        return await startRung(rung, { ...this.#options, ...DEADLINES, ...deadlines }, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        const isPassing = isRagError(error) && error.name === 'NetworkError';
        this.#failed.push({ rung, reason: reasonOf(error), isPassing });
        // An altered file is no reason to fetch another model in silence: the person hears of it first.
        if (isRagError(error) && error.name === 'IntegrityError') throw error;
      }
    }
    return undefined;
  }

  /** What is left to try, best first. */
  async #rungs(): Promise<Rung[]> {
    const capability = await (this.#options.capability ?? measureCapability)();
    const { rungs, refused } = planRungs(this.#options.models, capability, this.#options);
    this.#planned = refused;
    return rungs.filter(
      (rung) => !this.#failed.some((failure) => !failure.isPassing && isSameRung(failure.rung, rung)),
    );
  }

  /** After a fault the worker is gone; the next answer starts it again, or the rung below. */
  #drop(running: Running, code: string): void {
    running.end();
    this.#forget(running);
    const { rung } = running;
    if (!rung) return;
    const fault = `${rung.manifest.id} ${rung.form.device} ${rung.form.entry} ${code}`;
    const count = (this.#faults.get(fault) ?? 0) + 1;
    this.#faults.set(fault, count);
    if (count >= FAULTS) this.#failed.push({ rung, reason: `it failed ${count} times: ${code}` });
  }

  #forget(running: Running): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#loading = undefined;
  }

  #judge({ manifest }: Rung, { tokens, tokensPerSecond }: { tokens: number; tokensPerSecond: number }): void {
    if (tokens < 8) return;
    const smaller = this.#options.models.find((other) => weightOf(other) < weightOf(manifest) / 2);
    this.#advice =
      tokensPerSecond >= SLOW_TOKENS_PER_SECOND
        ? undefined
        : `It writes ${tokensPerSecond.toFixed(1)} tokens a second on this device. ${smaller ? `${smaller.generator?.title ?? smaller.id} is smaller and faster.` : 'Quotes are there at once.'}`;
  }
}
