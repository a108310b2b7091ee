import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRelativePath } from '../../models/manifest-fields.ts';
import { parseManifest, type ManifestFile, type ModelManifest } from '../../models/manifest.ts';
import { catalogue, type CatalogueEntry } from '../../models/catalogue.ts';
import { freeBytes, requireSpace } from '../hub/disk-space.ts';
import type { HubHttp } from '../hub/http.ts';
import { addCanaries } from './canaries.ts';
import { isGgufLayout, planGguf } from './gguf-layout.ts';
import { AddError, type AddOptions, type LayoutInput, type LayoutPlan } from './layout.ts';
import { takeLibrary } from './library-file.ts';
import { licenseFiles, readLicense, writeProvenance } from './licence.ts';
import { isMlcLayout, LIBRARY, planMlc } from './mlc-layout.ts';
import type { ModelSource } from './model-source.ts';
import { isOnnxLayout, planOnnx } from './onnx-layout.ts';
import { importPrepared } from './prepared-model.ts';
import { prune, StagedModel, toMegabytes, type PlannedFile, type Report } from './staged-model.ts';

/** Longest file that a browser takes into one buffer, with room to spare. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

/** Where models are put, and what is used to get them. */
export interface AddPlace {
  /** Folder of models. */
  models: string;
  /** Folder for what is not complete yet, on the same disk. */
  staging: string;
  http: HubHttp;
  /** Version of an installed npm package. */
  versionOf(engine: string): Promise<string>;
  report: Report;
  /** Bytes that may be written. Default: what the disk says. */
  free?: (folder: string) => Promise<number>;
}

/**
 * Takes a model from its source, checks each file, and puts it below `models/` together with its manifest: complete or
 * not at all. What a run that failed had fetched is kept beside, and taken up by the next one.
 *
 * @throws {AddError} something must be said or cannot be run; nothing was added.
 */
export async function addModel(
  source: ModelSource,
  options: AddOptions,
  place: AddPlace,
): Promise<ModelManifest> {
  const known = findKnown(source);
  const id = options.id ?? known?.id ?? source.name;
  if (!isRelativePath(id) || id.includes('/'))
    throw new AddError(
      `"${id}" cannot be the name of a folder. Say --id with letters, digits and . _ - only.`,
    );
  const target = join(place.models, id);
  if (existsSync(target))
    throw new AddError(`There is a model ${id} already. Say --id OTHER-NAME, or remove it first.`);
  const staged = new StagedModel(source, join(place.staging, id));
  const prepared = await importPrepared(staged, id, place.report);
  const manifest = prepared ?? (await fetchModel(staged, id, known, options, place));
  const beside = [...licenseFiles(staged).map(({ to }) => to), 'PROVENANCE.md'];
  await prune(staged.files, new Set([...manifest.files.map(({ path }) => path), ...beside]));
  await writeFile(join(staged.files, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await mkdir(place.models, { recursive: true });
  await rename(staged.files, target);
  await rm(dirname(staged.files), { recursive: true, force: true });
  return manifest;
}

function findKnown({ repo }: ModelSource): CatalogueEntry | undefined {
  return repo === undefined ? undefined : catalogue.find((entry) => entry.repo === repo && !entry.isBuiltIn);
}

async function fetchModel(
  staged: StagedModel,
  id: string,
  known: CatalogueEntry | undefined,
  options: AddOptions,
  place: AddPlace,
): Promise<ModelManifest> {
  const { source } = staged;
  const license = readLicense(staged, options.license, known?.license);
  const languages = options.languages ?? known?.languages ?? source.card.languages;
  if (!languages)
    throw new AddError(
      `Nothing says which languages ${source.origin} knows. Say --languages en (or de,fr …, or "*" for all).`,
    );
  const input = { staged, options, known, languages, title: options.title ?? source.name };
  const plan = await planFiles(input);
  const beside = licenseFiles(staged);
  await checkFit(staged, [...plan.files, ...beside], license, place);
  const files = await takeAll(staged, plan, options, place);
  await staged.take(beside, place.report);
  const settings = plan.settings ?? (await plan.settle?.(files)) ?? {};
  const canaries = await addCanaries(plan.kind, settings, options.canaries, staged.files);
  await writeProvenance(staged, license, options.library);
  return parseManifest({
    format: 'cloister-model/1',
    id,
    base: `models/${id}/`,
    kind: plan.kind,
    engine: { name: plan.engine, version: await place.versionOf(plan.engine) },
    license,
    source: source.origin,
    files: canaries ? [...files, canaries.file] : files,
    ...(canaries?.settings ?? settings),
  });
}

async function planFiles(input: LayoutInput): Promise<LayoutPlan> {
  const { staged, options } = input;
  if (isMlcLayout(staged)) return planMlc(input);
  if (options.file === undefined && isOnnxLayout(staged)) return planOnnx(input);
  if (isGgufLayout(staged)) return planGguf(input);
  throw new AddError(
    `${staged.source.origin} holds nothing that runs in a browser: neither onnx/model*.onnx (transformers.js) nor mlc-chat-config.json (web-llm) nor a .gguf file (wllama). Look for a converted form of the model, for example of onnx-community or mlc-ai.`,
  );
}

async function checkFit(
  staged: StagedModel,
  files: readonly PlannedFile[],
  license: string,
  place: AddPlace,
): Promise<void> {
  const tooLong = files.find(({ from }) => staged.bytesOf(from) > MAX_FILE_BYTES);
  if (tooLong)
    throw new AddError(
      `${tooLong.from} has ${toMegabytes(staged.bytesOf(tooLong.from))} MB; a browser takes 2147 MB in one file. Choose a smaller number format (--dtype) or model.`,
    );
  const total = files.reduce((sum, { from }) => sum + staged.bytesOf(from), 0);
  const missing = await staged.missingBytes(files);
  await mkdir(staged.files, { recursive: true });
  const free = await (place.free ?? freeBytes)(staged.files);
  place.report(
    `${staged.source.origin}: licence ${license}, ${files.length} files, ${toMegabytes(total)} MB`,
  );
  if (missing < total) place.report(`${toMegabytes(total - missing)} MB of it are here already`);
  requireSpace(missing, free);
}

async function takeAll(
  staged: StagedModel,
  plan: LayoutPlan,
  options: AddOptions,
  { http, report }: AddPlace,
): Promise<ManifestFile[]> {
  const files = await staged.take(plan.files, report);
  if (options.library === undefined) return files;
  report(`${LIBRARY} from ${options.library}`);
  const target = join(staged.files, LIBRARY);
  const digest = await takeLibrary(http, options.library, options.librarySha256, target);
  return [{ path: LIBRARY, ...digest }, ...files];
}
