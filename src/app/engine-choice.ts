import { installedModels, type ModelManifest, type Rag, type RagOptions } from '../index.ts';
import { messages } from './messages/messages.ts';
import { keepPreferences, readPreferences } from './preferences.ts';

type Kind = ModelManifest['kind'];

/** What the address asks for, which a choice on the page takes back. */
function query(): URLSearchParams {
  return new URLSearchParams(location.search);
}

function findModel(kind: Kind, wanted: string | null | undefined): ModelManifest | undefined {
  return installedModels.find((model) => model.kind === kind && model.id === wanted);
}

/** The language models that may write: what the address names, else what the person chose, else any (undefined). */
export function chosenWriters(): readonly ModelManifest[] | undefined {
  const model =
    findModel('generator', query().get('model')) ?? findModel('generator', readPreferences().writer);
  return model && [model];
}

/**
 * Which engines the page asks for. The address overrides what a person chose, for measuring and for reporting trouble:
 * `?device=wasm` or `?device=webgpu`; `?embedder=ID` and `?model=ID` name installed models, without them the documents
 * keep the embedder they have; `?write=wasm` or `?write=webgpu` forces where a model writes, and `?write=any-gpu` takes an
 * imitated GPU too.
 */
export function readEngines(): Pick<RagOptions, 'device' | 'embedder' | 'reranker' | 'generator'> {
  const device = query().get('device');
  const embedder = findModel('embedder', query().get('embedder'));
  const reranker = findModel('reranker', readPreferences().reranker);
  const models = chosenWriters();
  return {
    ...(isDevice(device) ? { device } : {}),
    ...(embedder ? { embedder } : {}),
    ...(reranker ? { reranker } : {}),
    generator: { ...(models ? { models } : {}), ...readWriting() },
  };
}

/** Where a model may write, as the address says it. */
export function readWriting(): Pick<
  NonNullable<RagOptions['generator']>,
  'device' | 'engine' | 'softwareGpu'
> {
  const engine = query().get('engine');
  const device = query().get('write');
  return {
    ...(engine ? { engine } : {}),
    ...(isDevice(device) ? { device } : {}),
    softwareGpu: device === 'any-gpu',
  };
}

/** Has one model write from now on, or any (undefined); resolves with whether that is kept for the next visits. */
export async function chooseWriter(rag: Rag | undefined, writer: string | undefined): Promise<boolean> {
  const isKept = keepPreferences({ writer });
  dropFromAddress('model');
  const models = findModel('generator', writer);
  await rag?.chooseGenerators(models && [models]);
  return isKept;
}

/** Has the documents keep the embedder that they are being changed to, whatever the address had asked for. */
export function dropFromAddress(name: 'embedder' | 'model'): void {
  const url = new URL(location.href);
  if (!url.searchParams.has(name)) return;
  url.searchParams.delete(name);
  history.replaceState(history.state, '', url);
}

/** Says which models the address names that are not installed; nothing where it names none. */
export function describeUnknownModels(): string | undefined {
  const [embedder, writer] = [query().get('embedder'), query().get('model')];
  const said = [
    embedder !== null && !findModel('embedder', embedder)
      ? messages.unknownEmbedder(embedder, listOf('embedder'))
      : '',
    writer !== null && !findModel('generator', writer)
      ? messages.unknownWriter(writer, listOf('generator'))
      : '',
  ].filter(Boolean);
  return said.length > 0 ? said.join(' ') : undefined;
}

function listOf(kind: Kind): string {
  return installedModels
    .filter((model) => model.kind === kind)
    .map(({ id }) => id)
    .join(', ');
}

function isDevice(value: string | null): value is 'wasm' | 'webgpu' {
  return value === 'wasm' || value === 'webgpu';
}
