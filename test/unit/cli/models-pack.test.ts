import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleAddedModels, unchosenModels } from '../../../src/cli/build/added-models.ts';
import { findInstalled, listInstalled, removeModel, verifyModel } from '../../../src/cli/installed-models.ts';
import { formatRows, listRows } from '../../../src/cli/model-table.ts';
import { packFolder } from '../../../src/cli/pack.ts';
import { builtInEmbedders, builtInGenerators, installedModels } from '../../../src/models/built-in.ts';
import { catalogue } from '../../../src/models/catalogue.ts';
import { CHUNK_BYTES, type ModelManifest } from '../../../src/models/manifest.ts';

/** Part of every Linux; what the packed README tells other systems to use is not there on Linux. */
const HAS_SHA256SUM = spawnSync('sha256sum', ['--version']).status === 0;
const WEIGHTS = Buffer.alloc(2 * CHUNK_BYTES + 7, 'weights');

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloister-pack-'));
  write('LICENSE', 'licence of the product');
  writeModel('added', WEIGHTS);
  writeModel('another', Buffer.from('small'));
  writeModel('all-MiniLM-L6-v2', Buffer.from('built in'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function writeModel(id: string, weights: Buffer): void {
  const chunks = [0, 1, 2].map((index) =>
    sha256(weights.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)),
  );
  const manifest: ModelManifest = {
    format: 'cloister-model/1',
    id,
    base: `models/${id}/`,
    kind: 'reranker',
    engine: { name: 'engine', version: '1.0.0' },
    license: 'MIT',
    source: `acme/${id}@0123`,
    files: [
      {
        path: 'weights.bin',
        bytes: weights.byteLength,
        sha256: sha256(weights),
        ...(weights.byteLength > CHUNK_BYTES && { chunks }),
      },
    ],
    reranker: { maxTokens: 512, dtype: 'q8', languages: ['en'] },
  };
  write(`models/${id}/weights.bin`, weights);
  write(`models/${id}/manifest.json`, JSON.stringify(manifest));
}

const verifyAdded = async () => {
  const [model] = await findInstalled(root, ['added']);
  return model && verifyModel(root, model);
};

describe('verify', () => {
  it('finds every file as it was', async () => {
    expect(await verifyAdded()).toEqual([{ path: 'weights.bin', state: 'intact' }]);
  });

  it('names an altered file and the piece that differs first', async () => {
    const altered = Buffer.from(WEIGHTS);
    altered[CHUNK_BYTES + 9]! ^= 1;
    write('models/added/weights.bin', altered);
    expect(await verifyAdded()).toEqual([
      {
        path: 'weights.bin',
        state: 'altered',
        detail: expect.stringMatching(
          new RegExp(`first within bytes ${CHUNK_BYTES} to ${2 * CHUNK_BYTES - 1}$`),
        ) as string,
      },
    ]);
  });

  it('names a file that is too short, and one that is not there', async () => {
    write('models/added/weights.bin', WEIGHTS.subarray(1));
    expect(await verifyAdded()).toMatchObject([{ state: 'altered', detail: /bytes instead of/ }]);
    rmSync(join(root, 'models/added/weights.bin'));
    expect(await verifyAdded()).toEqual([{ path: 'weights.bin', state: 'missing' }]);
  });
});

describe('remove', () => {
  it('deletes a model that was added, and none of the product', async () => {
    await removeModel(root, 'added');
    expect(existsSync(join(root, 'models/added'))).toBe(false);
    await expect(removeModel(root, 'all-MiniLM-L6-v2')).rejects.toMatchObject({ code: 'busy' });
    await expect(removeModel(root, 'added')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('another') as string,
    });
  });
});

describe('list', () => {
  it('tells what is here, what may be added, and what was run by us', async () => {
    const rows = listRows(await listInstalled(root));
    expect(rows.find(({ id }) => id === 'added')).toMatchObject({
      state: 'installed',
      bytes: WEIGHTS.byteLength,
      license: 'MIT',
      source: 'acme/added@0123',
    });
    expect(rows.filter(({ id }) => id === 'all-MiniLM-L6-v2')).toEqual([
      expect.objectContaining({ state: 'built in', testedByUs: expect.any(String) as string }),
    ]);
    const text = formatRows(rows);
    for (const { id } of catalogue) expect(text).toContain(id);
    expect(text).toMatch(/bge-small-en-v1\.5 \(can be added\)[\s\S]*run by us: no/);
  });
});

describe('catalogue', () => {
  it('has the models of the product, under the ids of their manifests', () => {
    const ids = catalogue.filter(({ isBuiltIn }) => isBuiltIn).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(
      [...builtInEmbedders, ...builtInGenerators].map(({ id }) => id).toSorted(),
    );
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  });

  it('agrees with their manifests', () => {
    for (const { id, kind, engine, license, embedder, generator } of installedModels.map((manifest) => ({
      ...manifest,
      engine: manifest.engine.name,
    }))) {
      const entry = catalogue.find((candidate) => candidate.id === id);
      const { dtype, languages } = embedder ?? generator ?? {};
      expect(entry, id).toMatchObject({ kind, engine, license, dtype, languages });
    }
  });

  it.each([
    /MiniLM-L6/,
    /bge-small-en-v1\.5/,
    /multilingual-e5-small/,
    /ms-marco/,
    /SmolLM2-135M.*MLC/,
    /SmolLM2-360M-Instruct$/,
    /SmolLM2-360M.*MLC/,
    /Qwen.*0\.[56]B(?!.*MLC)/,
    /Qwen.*MLC/,
    /Llama-3\.2-1B-Instruct$/,
    /Llama-3\.2-1B.*MLC/,
  ])('names %s', (name) => {
    expect(catalogue.some(({ repo }) => name.test(repo)) || catalogue.some(({ id }) => name.test(id))).toBe(
      true,
    );
  });
});

describe('bundleAddedModels', () => {
  /** What the plugin puts in the place of src/models/added.ts. */
  function load(choice?: string): string[] {
    const plugin = bundleAddedModels(choice) as unknown as {
      configResolved(config: { root: string }): void;
      load(id: string): string | null;
    };
    plugin.configResolved({ root });
    expect(plugin.load('/x/src/models/manifest.ts')).toBeNull();
    const [, list = ''] =
      /^export const addedManifests = (.*);$/.exec(plugin.load('/x/src/models/added.ts') ?? '') ?? [];
    return (JSON.parse(list) as ModelManifest[]).map(({ id }) => id);
  }

  it('takes what was added, and nothing that is built in anyway', () => {
    expect(load()).toEqual(['added', 'another']);
    expect(load('another')).toEqual(['another']);
    expect(load('')).toEqual([]);
    expect(unchosenModels(root, 'another')).toEqual(['added']);
    expect(unchosenModels(root, undefined)).toEqual([]);
  });

  it('builds nothing from a manifest that is not valid', () => {
    write('models/added/manifest.json', '{"format":"other"}');
    expect(() => load()).toThrow(/models\/added\/manifest\.json is no valid manifest/);
  });
});

describe('pack', () => {
  const target = (): string => join(root, 'out');
  const build = (folder: string, ids: readonly string[]): Promise<void> => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'assets/a b.js'), 'code');
    for (const id of ['all-MiniLM-L6-v2', ...ids])
      cpSync(join(root, 'models', id), join(folder, 'models', id), { recursive: true });
    return Promise.resolve();
  };

  it.skipIf(!HAS_SHA256SUM)('makes a folder whose sums find every change', async () => {
    const result = await packFolder(root, target(), ['added'], build);
    expect(result.models).toEqual(['added', 'all-MiniLM-L6-v2']);
    const check = (): number | null =>
      spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: target() }).status;
    expect(check()).toBe(0);
    const sums = readFileSync(join(target(), 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    expect(sums).toHaveLength(result.files - 1);
    const entries = readdirSync(target(), { recursive: true, withFileTypes: true });
    expect(result.files).toBe(entries.filter((entry) => entry.isFile()).length);
    const text = readFileSync(join(target(), 'README.txt'), 'utf8');
    expect(text).toMatch(/added: 8 MB, MIT\s+acme\/added@0123/);
    expect(text).toContain('sha256sum --check');
    writeFileSync(join(target(), 'models/added/weights.bin'), 'other');
    expect(check()).toBe(1);
  });

  it('takes all that was added when nothing is named', async () => {
    const { models } = await packFolder(root, target(), [], build);
    expect(models).toEqual(['added', 'all-MiniLM-L6-v2', 'another']);
  });

  it('writes into no folder with other things, and packs no altered model', async () => {
    await expect(packFolder(root, join(root, 'models'), [], build)).rejects.toMatchObject({ code: 'busy' });
    await expect(packFolder(root, root, [], build)).rejects.toMatchObject({ code: 'busy' });
    await expect(packFolder(root, target(), ['none'], build)).rejects.toMatchObject({ code: 'not_found' });
    write('models/added/weights.bin', 'altered');
    await expect(packFolder(root, target(), ['added'], build)).rejects.toThrow(
      /weights\.bin of added is altered/,
    );
    expect(existsSync(join(target(), 'index.html'))).toBe(false);
  });
});
