/** `npm run models`: what an operator does with model files. */
import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isRagError } from '../errors.ts';
import { catalogue } from '../models/catalogue.ts';
import { addModel, type AddPlace } from './add/add-model.ts';
import { ADD_OPTIONS, readAddOptions } from './add/add-options.ts';
import { AddError } from './add/layout.ts';
import { openFolderSource, openHubSource, type ModelSource } from './add/model-source.ts';
import { toMegabytes } from './add/staged-model.ts';
import { CHOICE_VARIABLE } from './build/added-models.ts';
import { hashFile } from './hub/file-hash.ts';
import { HubHttp } from './hub/http.ts';
import { readEndpoint } from './hub/endpoint.ts';
import { findInstalled, listInstalled, removeModel, verifyModel } from './installed-models.ts';
import { formatRows, listRows } from './model-table.ts';
import { packFolder } from './pack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const USAGE = `npm run models -- add OWNER/NAME[@REVISION]   a repository of the model hub (HF_ENDPOINT, HF_TOKEN)
npm run models -- add FOLDER                  a folder in the same layout, or of a pack
   --dtype q4 | --file NAME.gguf | --library LIB.wasm | --canaries FILE | --id | --title | --kind
   --license | --languages en,de | --pooling mean|cls | --query-prefix | --passage-prefix | --context TOKENS
npm run models -- list [--json]               what is here, and what is known to fit
npm run models -- verify [ID …]               hashes every file
npm run models -- remove ID
npm run models -- pack FOLDER [ID …]          app and models for a USB stick or any static host`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ...ADD_OPTIONS, json: { type: 'boolean', default: false } },
});
const [action = '', ...names] = positionals;

/** What is told on the way; results go to the other output. */
const say = (line: string): void => console.error(line);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function add(what: string | undefined): Promise<void> {
  if (what === undefined) throw new AddError(`Say what to add.\n\n${USAGE}`);
  const http = new HubHttp(readEndpoint(process.env));
  const place: AddPlace = {
    models: join(ROOT, 'models'),
    staging: join(ROOT, 'build/staging'),
    http,
    versionOf: readVersion,
    report: say,
  };
  const manifest = await addModel(await openSource(http, what), readAddOptions(values), place);
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const { sha256 } = await hashFile(join(place.models, manifest.id, 'manifest.json'));
  const settings = manifest.embedder ?? manifest.generator ?? manifest.reranker;
  say(`\n${manifest.id} is in ${manifest.base} (${toMegabytes(bytes)} MB), licence ${manifest.license}.`);
  say(`Its manifest pins every file; SHA-256 of the manifest: ${sha256}`);
  for (const { device, memoryBytes } of manifest.generator?.forms ?? [])
    say(`On ${device} it needs about ${toMegabytes(memoryBytes)} MB of memory (estimated).`);
  if (!settings?.selfTest) say('It brings no reference: the app will say that it was not self-tested.');
  say('It becomes part of the app with the next `npm start` or `npm run build`.');
}

async function openSource(http: HubHttp, what: string): Promise<ModelSource> {
  const isFolder = await stat(what).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return openFolderSource(what);
  const entry = catalogue.find(({ id, isBuiltIn }) => id === what && !isBuiltIn);
  const [, repo, revision] = /^([\w.-]+\/[\w.-]+?)(?:@(.+))?$/.exec(entry?.repo ?? what) ?? [];
  if (repo === undefined || what.startsWith('.'))
    throw new AddError(
      `"${what}" is no folder here, no OWNER/NAME of the hub, and no name of the catalogue (npm run models -- list).`,
    );
  return openHubSource(http, repo, revision ?? entry?.revision);
}

async function readVersion(engine: string): Promise<string> {
  const text = await readFile(join(ROOT, 'node_modules', engine, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function list(): Promise<void> {
  const rows = listRows(await listInstalled(ROOT));
  print(values.json ? JSON.stringify(rows, null, 2) : formatRows(rows));
}

async function verify(ids: readonly string[]): Promise<void> {
  for (const model of await findInstalled(ROOT, ids)) {
    const findings = await verifyModel(ROOT, model);
    const faults = findings.filter(({ state }) => state !== 'intact');
    if (faults.length === 0) print(`${model.manifest.id}: ${findings.length} files intact`);
    else process.exitCode = 1;
    for (const { path, state, detail = 'not there' } of faults)
      print(`${model.manifest.id}: ${path} is ${state}: ${detail}`);
  }
  if (process.exitCode === 1)
    say('\nAltered files are never used. Add the model again; a built-in one: git restore, npm run build.');
}

function buildApp(outDir: string, ids: readonly string[]): Promise<void> {
  say('Building the app …');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  return new Promise((resolve, reject) => {
    const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
    const env = { ...process.env, [CHOICE_VARIABLE]: ids.join(',') };
    const build = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 2, 'inherit'] });
    build.on('error', reject);
    build.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new AddError('The app could not be built (see above), so that nothing was packed.'));
    });
  });
}

async function pack([folder, ...ids]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new AddError(`Say which folder to make.\n\n${USAGE}`);
  const { files, bytes, models } = await packFolder(ROOT, folder, ids, buildApp);
  print(`${folder}: ${files} files, ${toMegabytes(bytes)} MB, with ${models.join(', ')}.`);
  const { sha256 } = await hashFile(join(folder, 'SHA256SUMS'));
  print(`SHA-256 of SHA256SUMS, to tell whoever gets it: ${sha256}`);
}

async function run(): Promise<void> {
  if (action === 'add') return add(names[0]);
  if (action === 'list') return list();
  if (action === 'verify') return verify(names);
  if (action === 'pack') return pack(names);
  if (action === 'remove' && names[0] !== undefined) {
    const { manifest } = await removeModel(ROOT, names[0]);
    return print(`${manifest.id} was removed; the next build of the app is without it.`);
  }
  const what =
    action === undefined ? 'Say what to do.' : `There is no "${action}", or something is missing behind it.`;
  throw new AddError(`${what}\n\n${USAGE}`);
}

try {
  await run();
} catch (error) {
  const isExpected = isRagError(error) || error instanceof AddError || error instanceof TypeError;
  if (!isExpected) throw error;
  say(isRagError(error) ? `${error.code}: ${error.message}` : error.message);
  process.exitCode = 1;
}
