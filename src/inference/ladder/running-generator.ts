import type { BrowserModel } from '../browser-model/browser-model.ts';
import type { CallOptions } from '../../types.ts';
import type { ChatEngineInfo } from '../chat-engine.ts';
import { breakSilence, loadInTime, type ChatProcess } from './chat-process.ts';
import type { GeneratorInfo } from '../generator.ts';
import type { ModelGenerator } from '../writing/model-generator.ts';
import type { Rung } from './rungs.ts';

/** A model that is loaded, with what belongs to it. */
export interface Running {
  /** Absent for the browser's own model. */
  rung?: Rung;
  generator: ModelGenerator;
  info: GeneratorInfo;
  /** Settles when it is gone. */
  died?: Promise<unknown>;
  /** Frees its memory. */
  end(): void;
}

/** What the browser's own model is given: nothing is known of its size, and it knows the languages of its maker's choice. */
const BROWSER_MODEL = { evidence: 'passages' as const, languages: ['*'] };

/**
 * From verified files to a passed self-test, and from one piece of text to the next. Some faults hang without an error; a
 * GPU compiles its kernels first, and a long prompt on a slow device takes a minute.
 */
export const DEADLINES: { startMs: number; silenceMs: number } = { startMs: 180_000, silenceMs: 180_000 };

export interface RungStart {
  assetBase: string;
  spawn(): ChatProcess;
  /** How long a start and a silence may last, in milliseconds. */
  startMs: number;
  silenceMs: number;
}

/** Loads a model in a worker of its own; a worker that fails is ended. Rejects as `ChatApi.load`. */
export async function startRung(
  rung: Rung,
  { assetBase, spawn, startMs, silenceMs }: RungStart,
  options: CallOptions,
): Promise<Running> {
  const { manifest, form } = rung;
  const { generator: settings } = manifest;
  if (!settings) throw new TypeError(`${manifest.id} is no generator.`);
  const process = spawn();
  try {
    // With the first model, as pages that only quote need nothing of it.
    const { ModelGenerator: Writer } = await import('../writing/model-generator.ts');
    const info = await loadInTime(process, manifest, form, assetBase, startMs, options);
    const described = describeRun(info, settings.title);
    const generator = new Writer(breakSilence(process, silenceMs), described, settings);
    return { rung, info: described, generator, died: process.died, end: () => process.terminate() };
  } catch (error) {
    process.terminate();
    throw error;
  }
}

/** Takes the browser's own model. Rejects as `openBrowserModel`. */
export async function startBrowserModel(open: () => Promise<BrowserModel>): Promise<Running> {
  const model = await open();
  const { ModelGenerator: Writer } = await import('../writing/model-generator.ts');
  const settings = { ...BROWSER_MODEL, contextTokens: model.contextTokens };
  const end = (): void => void model.dispose();
  return { generator: new Writer(model, model.info, settings), info: model.info, end };
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
