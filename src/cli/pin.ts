/**
 * `tsx src/cli/pin.ts` compares every manifest under `models/` with the files it lists and with the installed package
 * of its engine; with `--write` it enters their sizes and hashes instead. Files that the build derives are made first.
 * Exits with 1 when something differs.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest, type ManifestFile, type ModelManifest } from '../models/manifest.ts';
import { hashFile } from './hub/file-hash.ts';
import { deriveModels } from './models/derive.ts';
import { locateModelFile } from './models/model-folders.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The entry of a file as it is on disk, with hashes of its pieces where `listed` has them. */
async function measure(location: string, listed: ManifestFile): Promise<ManifestFile> {
  const { bytes, sha256, chunks } = await hashFile(location);
  return { path: listed.path, bytes, sha256, ...(listed.chunks && { chunks: chunks ?? [sha256] }) };
}

async function installedVersion(name: string): Promise<string> {
  const text = await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The manifest as its files and its engine's package make it. */
async function pin(folder: string, manifest: ModelManifest): Promise<ModelManifest> {
  const files = await Promise.all(
    manifest.files.map((file) => measure(locateModelFile(ROOT, folder, manifest, file.path), file)),
  );
  const version = await installedVersion(manifest.engine.name);
  return { ...manifest, engine: { ...manifest.engine, version }, files };
}

function differences(listed: ModelManifest, found: ModelManifest): string[] {
  const lines = listed.files.flatMap((file, index) => {
    const actual = found.files[index];
    if (actual?.sha256 !== file.sha256 || actual.bytes !== file.bytes)
      return [
        `${file.path}: listed ${file.bytes} bytes ${file.sha256}, found ${actual?.bytes} ${actual?.sha256}`,
      ];
    return file.chunks?.some((chunk, at) => chunk !== actual.chunks?.[at])
      ? [`${file.path}: the hashes of its pieces differ`]
      : [];
  });
  if (listed.engine.version !== found.engine.version)
    lines.push(`${listed.engine.name}: listed ${listed.engine.version}, installed ${found.engine.version}`);
  return lines.map((line) => `${listed.id}: ${line}`);
}

async function run(isWriting: boolean): Promise<void> {
  deriveModels(ROOT, { isChecked: !isWriting });
  for (const entry of await readdir(join(ROOT, 'models'), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(ROOT, 'models', entry.name, 'manifest.json');
    const listed = parseManifest(JSON.parse(await readFile(path, 'utf8')));
    const found = await pin(entry.name, listed);
    const lines = differences(listed, found);
    if (isWriting && lines.length > 0) await writeFile(path, `${JSON.stringify(found, null, 2)}\n`);
    if (!isWriting && lines.length > 0) process.exitCode = 1;
    process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : `${listed.id}: as listed\n`);
  }
}

await run(process.argv.includes('--write'));
