import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AddError } from './layout.ts';
import type { PlannedFile, StagedModel } from './staged-model.ts';

/** What the hub calls common licences, and what they are called elsewhere (SPDX where there is such a name). */
const NAMES: Readonly<Record<string, string>> = {
  'apache-2.0': 'Apache-2.0',
  mit: 'MIT',
  'bsd-3-clause': 'BSD-3-Clause',
  'cc-by-4.0': 'CC-BY-4.0',
  'cc-by-nc-4.0': 'CC-BY-NC-4.0',
  'llama3.2': 'Llama 3.2 Community License',
  gemma: 'Gemma Terms of Use',
};

/** Files that must be handed on with a model; the build copies names that begin with LICENSE or NOTICE. */
const TEXT = /^(LICEN[CS]E|NOTICE|COPYING|USE_POLICY)[\w.-]*$/i;

/** Name of the licence: from the operator, from the model's page, or from the catalogue. */
export function readLicense(
  { source }: StagedModel,
  said: string | undefined,
  known: string | undefined,
): string {
  const { license } = source.card;
  const name = said ?? (license === undefined ? undefined : (NAMES[license] ?? license)) ?? known;
  if (name !== undefined) return name;
  throw new AddError(
    `Nothing says under which licence ${source.origin} is. Look it up, and say --license NAME.`,
  );
}

/** The texts of the licence that the source has. */
export function licenseFiles({ source }: StagedModel): PlannedFile[] {
  return source.files
    .filter(({ path, bytes }) => TEXT.test(path) && bytes > 0)
    .map(({ path }) => ({
      from: path,
      to: /^(LICENSE|NOTICE)/.test(path) ? path : `LICENSE-${path}`,
    }));
}

/** Writes where the model comes from, for whoever gets a copy. */
export async function writeProvenance(
  staged: StagedModel,
  license: string,
  library: string | undefined,
): Promise<void> {
  const { origin, repo } = staged.source;
  const texts = licenseFiles(staged).map(({ to }) => to);
  const lines = [
    `# ${staged.source.name}`,
    '',
    `Taken from ${repo === undefined ? origin : `the model hub: ${origin}`}, unchanged. \`manifest.json\` lists every file with its SHA-256.`,
    '',
    texts.length > 0
      ? `Licence: ${license}; its text is in ${texts.join(', ')}.`
      : `Licence: ${license}. The source has no text of it: look at its page before you hand the model on.`,
    ...(library === undefined ? [] : ['', `The compiled library \`lib.wasm\` is from ${library}.`]),
  ];
  await writeFile(join(staged.files, 'PROVENANCE.md'), `${lines.join('\n')}\n`);
}
