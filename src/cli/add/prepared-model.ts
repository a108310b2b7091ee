import { IntegrityError } from '../../errors.ts';
import { parseManifest, type ModelManifest } from '../../models/manifest.ts';
import { AddError } from './layout.ts';
import { licenseFiles } from './licence.ts';
import type { Report, StagedModel } from './staged-model.ts';

/**
 * A model that has a manifest of this product already, as in a packed folder: its files are taken if they are what the
 * manifest lists. `undefined` for any other source.
 *
 * @throws {IntegrityError} `bad_manifest`, `size_mismatch` or `hash_mismatch`.
 */
export async function importPrepared(
  staged: StagedModel,
  id: string,
  report: Report,
): Promise<ModelManifest | undefined> {
  const { source } = staged;
  if (source.repo !== undefined || !staged.has('manifest.json')) return undefined;
  const manifest = parseManifest(await staged.readJson('manifest.json'));
  if (manifest.kind === 'runtime')
    throw new AddError(`${source.origin} holds an engine, which comes with the product.`);
  const absent = manifest.files.find(({ path }) => !staged.has(path));
  if (absent) throw new AddError(`${source.origin} lacks ${absent.path}, which its manifest lists.`);
  const taken = await staged.take(
    manifest.files.map(({ path }) => ({ from: path, to: path })),
    report,
  );
  for (const [index, { path, sha256, bytes }] of manifest.files.entries()) {
    const actual = taken[index];
    if (actual?.sha256 === sha256) continue;
    throw new IntegrityError(
      actual?.bytes === bytes ? 'hash_mismatch' : 'size_mismatch',
      `${path} of ${source.origin} is not the file that its manifest lists (SHA-256 ${actual?.sha256} instead of ${sha256}). Nothing was added; get an intact copy.`,
      { details: { expected: sha256, actual: actual?.sha256 ?? '' } },
    );
  }
  await staged.take([...licenseFiles(staged), ...provenance(staged)], report);
  return { ...manifest, id, base: `models/${id}/` };
}

function provenance(staged: StagedModel): { from: string; to: string }[] {
  return staged.source.files
    .filter(({ path }) => path.startsWith('PROVENANCE'))
    .map(({ path }) => ({ from: path, to: path }));
}
