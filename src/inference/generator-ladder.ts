import { isRagError } from '../errors.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { CallOptions, Progress } from '../types.ts';
import { measureCapability, type Capability } from './capability.ts';
import type { ChatEngineInfo } from './chat-engine.ts';
import { breakSilence, loadInTime, type ChatProcess } from './chat-process.ts';
import { ExtractiveGenerator } from './extractive-generator.ts';
import type {
  GenerationRequest,
  Generator,
  GeneratorEvent,
  GeneratorInfo,
  GeneratorPlan,
} from './generator.ts';
import type { ModelGenerator } from './model-generator.ts';
import { downloadBytes, planRungs, refusalOf, type Refusal, type Rung, type RungWishes } from './rungs.ts';

export interface LadderOptions extends RungWishes {
  /** Models that may write, the preferred first. */
  models: readonly ModelManifest[];
  assetBase: string;
  spawn(): ChatProcess;
  /** Default: looks at this device. */
  capability?: () => Promise<Capability>;
  /** How long a start and a silence may last, in milliseconds. */
  deadlines?: Partial<typeof DEADLINES>;
}

/**
 * From verified files to a passed self-test, and from one piece of text to the next. Some faults hang without an error; a
 * GPU compiles its kernels first, and a long prompt on a slow device takes a minute.
 */
const DEADLINES = { startMs: 180_000, silenceMs: 180_000 };

/** The same fault so many times on one rung, and it is not tried again. */
const FAULTS = 2;

/** Fewer tokens a second than people read words are a wait. */
const SLOW_TOKENS_PER_SECOND = 2;

interface Running {
  rung: Rung;
  process: ChatProcess;
  generator: ModelGenerator;
  info: GeneratorInfo;
}

/**
 * Writes with the best model that runs here. Ways that fail to load are passed over; one that fails twice in the same
 * manner while it writes is not tried again. When none is left, quotes of the documents are the answer. All of it on
 * this device.
 */
export class GeneratorLadder implements Generator {
  readonly #options: LadderOptions;
  readonly #quotes = new ExtractiveGenerator();
  readonly #faults = new Map<string, number>();
  #failed: { rung: Rung; reason: string }[] = [];
  #planned: Refusal[] = [];
  #loading: Promise<Running | undefined> | undefined;
  #running: Running | undefined;
  #advice: string | undefined;

  constructor(options: LadderOptions) {
    this.#options = options;
  }

  /** What writes now; quotes while no model is loaded. */
  get info(): GeneratorInfo {
    const refused = [...this.#planned, ...this.#failed.map(({ rung, reason }) => refusalOf(rung, reason))];
    const info = this.#running?.info ?? this.#quotes.info;
    return { ...info, ...(refused.length > 0 && { refused }), ...(this.#advice && { advice: this.#advice }) };
  }

  /** What `load` would try first, and how much of it comes over the line at the first time. */
  async plan(): Promise<GeneratorPlan | undefined> {
    const [rung] = await this.#rungs();
    if (!rung) return undefined;
    const { id, generator, engine } = rung.manifest;
    return {
      title: generator?.title ?? id,
      modelId: id,
      engine: engine.name,
      device: rung.form.device,
      bytes: downloadBytes(rung),
      memoryBytes: rung.form.memoryBytes,
    };
  }

  /** Loads the best model that runs here; resolves with what will write, quotes if none does. */
  async load(options: CallOptions = {}): Promise<GeneratorInfo> {
    await this.#open(options);
    return this.info;
  }

  /** Frees the memory of the model; the next call loads it again. */
  async unload(): Promise<void> {
    await this.#loading?.catch(() => undefined);
    this.#running?.process.terminate();
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
        if (event.type === 'finish' && event.speed) this.#judge(running.rung, event.speed);
        yield event;
      }
    } catch (error) {
      if (isRagError(error) && error.name === 'WorkerError') this.#drop(running, error.code);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.unload();
  }

  #open(options: CallOptions): Promise<Running | undefined> {
    this.#loading ??= this.#climb(options).then(
      (running) => {
        this.#running = running;
        void running?.process.died.then(() => this.#forget(running));
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
    for (const rung of await this.#rungs()) {
      try {
        return await this.#start(rung, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        this.#failed.push({ rung, reason: reasonOf(error) });
      }
    }
    return undefined;
  }

  /** What is left to try, best first. */
  async #rungs(): Promise<Rung[]> {
    const capability = await (this.#options.capability ?? measureCapability)();
    const { rungs, refused } = planRungs(this.#options.models, capability, this.#options);
    this.#planned = refused;
    return rungs.filter((rung) => !this.#failed.some((failure) => isSame(failure.rung, rung)));
  }

  async #start(rung: Rung, options: CallOptions): Promise<Running> {
    const { assetBase, spawn, deadlines } = this.#options;
    const { startMs, silenceMs } = { ...DEADLINES, ...deadlines };
    const process = spawn();
    try {
      // With the first model, as pages that only quote need nothing of it.
      const { ModelGenerator: Writer } = await import('./model-generator.ts');
      const info = await loadInTime(process, rung.manifest, rung.form, assetBase, startMs, options);
      const { generator: settings } = rung.manifest;
      if (!settings) throw new TypeError(`${rung.manifest.id} is no generator.`);
      const described = describeRun(info, settings.title);
      const api = breakSilence(process, silenceMs);
      return { rung, process, info: described, generator: new Writer(api, described, settings) };
    } catch (error) {
      process.terminate();
      throw error;
    }
  }

  /** After a fault the worker is gone; the next answer starts it again, or the rung below. */
  #drop(running: Running, code: string): void {
    running.process.terminate();
    this.#forget(running);
    const fault = `${running.rung.manifest.id} ${running.rung.form.device} ${running.rung.form.entry} ${code}`;
    const count = (this.#faults.get(fault) ?? 0) + 1;
    this.#faults.set(fault, count);
    if (count >= FAULTS)
      this.#failed.push({ rung: running.rung, reason: `it failed ${count} times: ${code}` });
  }

  #forget(running: Running): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#loading = undefined;
  }

  #judge({ manifest }: Rung, { tokens, tokensPerSecond }: { tokens: number; tokensPerSecond: number }): void {
    if (tokens < 8) return;
    const smaller = this.#options.models.find((other) => sizeOf(other) < sizeOf(manifest) / 2);
    this.#advice =
      tokensPerSecond >= SLOW_TOKENS_PER_SECOND
        ? undefined
        : `It writes ${tokensPerSecond.toFixed(1)} tokens a second on this device. ${smaller ? `${smaller.generator?.title ?? smaller.id} is smaller and faster.` : 'Quotes are there at once.'}`;
  }
}

function isSame(a: Rung, b: Rung): boolean {
  return a.manifest.id === b.manifest.id && a.form === b.form;
}

function sizeOf({ files }: ModelManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function reasonOf(error: unknown): string {
  if (!isRagError(error)) return error instanceof Error ? error.message : String(error);
  return `${error.code}: ${error.details.actual ?? error.message}`;
}

function describeRun(info: ChatEngineInfo, title: string): GeneratorInfo {
  const { modelId, engine, device, adapter, selfTest, loadMs, files } = info;
  return {
    author: { kind: 'model', name: title },
    device,
    engine,
    modelId,
    ...(adapter && { adapter }),
    ...(selfTest !== undefined && { selfTest }),
    loadMs,
    files,
  };
}
