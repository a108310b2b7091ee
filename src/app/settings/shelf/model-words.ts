import type { ModelFit, ModelManifest, ShelvedModel, Status } from '../../../index.ts';
import { formatBytes } from '../../describe.ts';
import { messages, spokenLanguage } from '../../messages/messages.ts';
import type { Room } from './model-state.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Working memory as it is sold: 1 GB are 2³⁰ bytes. */
export function formatMemory(bytes: number): string {
  const isLarge = bytes >= GIB;
  const value = bytes / (isLarge ? GIB : MIB);
  const figure = value.toLocaleString(spokenLanguage(), { maximumFractionDigits: isLarge ? 1 : 0 });
  return `${figure} ${isLarge ? 'GB' : 'MB'}`;
}

/** "Knows English and German." */
export function describeLanguages({ embedder, generator, reranker }: ModelManifest): string {
  const languages = (embedder ?? generator ?? reranker)?.languages ?? ['*'];
  if (languages.includes('*')) return messages.knowsLanguages(messages.everyLanguage);
  const names = new Intl.DisplayNames(spokenLanguage(), { type: 'language' });
  const list = new Intl.ListFormat(spokenLanguage(), { type: 'conjunction' });
  return messages.knowsLanguages(list.format(languages.map((language) => names.of(language) ?? language)));
}

/** Size on disk, memory and measured speed, each as a part of one line. */
export function describeFigures(model: ShelvedModel, fit: ModelFit | undefined): string[] {
  return [model.license, describeSize(model), ...(fit ? [describeMemory(fit)] : []), describeSpeed(model)];
}

function describeSize({ bytes, storedBytes, isComplete }: ShelvedModel): string {
  const size = formatBytes(bytes);
  if (isComplete) return messages.modelSizeStored(size);
  return storedBytes > 0
    ? messages.modelSizePart(formatBytes(storedBytes), size)
    : messages.modelSizeAway(size);
}

function describeMemory({ memoryBytes, isLeast }: ModelFit): string {
  const memory = formatMemory(memoryBytes);
  return isLeast ? messages.modelMemoryLeast(memory) : messages.modelMemory(memory);
}

function describeSpeed({ speed }: ShelvedModel): string {
  if (!speed) return messages.modelNoSpeed;
  const { unit, perSecond, measuredAt } = speed;
  const figure = perSecond.toLocaleString(spokenLanguage(), { maximumSignificantDigits: 2 });
  const told = messages.modelSpeed[unit](figure);
  if (measuredAt === undefined) return told;
  const date = new Date(measuredAt).toLocaleDateString(spokenLanguage(), { dateStyle: 'medium' });
  return messages.modelSpeedOn(told, date);
}

/** Why a model cannot be used here, with the numbers; undefined where it can. */
export function describeMisfit(
  { bytes, storedBytes }: ShelvedModel,
  fit: ModelFit | undefined,
  room: Room | undefined,
): string | undefined {
  if (fit && !fit.fits) {
    const { memoryBytes, roomBytes, deviceBytes, refused } = fit;
    if (memoryBytes > roomBytes)
      return messages.tooLittleMemory(
        formatMemory(memoryBytes),
        formatMemory(roomBytes),
        formatMemory(deviceBytes),
      );
    return messages.modelCannotRun(refused.map(({ reason }) => reason).join('; '));
  }
  const needed = bytes - storedBytes;
  const free = room ? Math.max(0, room.quota - room.used) : Number.POSITIVE_INFINITY;
  return needed > free ? messages.tooLittleRoom(formatBytes(needed), formatBytes(free)) : undefined;
}

/** What a model does for the page now, in words; empty for nothing. */
export function describeUse(
  { id, kind }: ShelvedModel,
  status: Status | undefined,
  choice: { writer?: string | undefined; reranker?: string | undefined },
): string {
  if (kind === 'embedder') return describeEmbedderUse(id, status);
  if (kind === 'reranker') {
    if (status?.reranker?.modelId === id) return messages.modelInUseOn(messages[status.reranker.device]);
    return choice.reranker === id ? messages.modelChosen : '';
  }
  const { modelId, device } = status?.generator ?? {};
  if (modelId === id && (device === 'wasm' || device === 'webgpu'))
    return messages.modelInUseOn(messages[device]);
  return choice.writer === id ? messages.modelLoadsAs : '';
}

function describeEmbedderUse(id: string, status: Status | undefined): string {
  const { embedder, switching } = status ?? {};
  if (switching?.to === id && !switching.error)
    return switching.embedded === 0
      ? messages.modelStarting
      : messages.modelSwitching(Math.floor((100 * switching.embedded) / Math.max(1, switching.passages)));
  if (embedder?.modelId !== id) return '';
  const { device, threads } = embedder;
  const threaded = device === 'wasm' && threads > 1 ? `, ${messages.threads(threads)}` : '';
  return messages.modelInUseOn(messages[device] + threaded);
}
