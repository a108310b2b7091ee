import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const VALUE = (from: string): string =>
  `import { thing } from '${from}';\nexport const used: unknown = thing;\n`;
const TYPE = (from: string): string => `import type { Thing } from '${from}';\nexport type Used = Thing;\n`;

/** A file in each place, and what it must not import (or may, when `rule` is null). */
const PLANTED: { file: string; text: string; rule: string | null }[] = [
  { file: 'src/errors.ts', text: VALUE('./types.ts'), rule: 'no-restricted-imports' },
  { file: 'src/types.ts', text: TYPE('./errors.ts'), rule: 'no-restricted-imports' },
  { file: 'src/text/a.ts', text: VALUE('../models/store.ts'), rule: 'no-restricted-imports' },
  { file: 'src/text/b.ts', text: TYPE('../search/scan.ts'), rule: 'no-restricted-imports' },
  { file: 'src/text/c.ts', text: VALUE('../errors.ts'), rule: null },
  { file: 'src/models/a.ts', text: VALUE('../storage/database.ts'), rule: 'no-restricted-imports' },
  { file: 'src/ingest/a.ts', text: VALUE('../corpus/corpus.ts'), rule: 'no-restricted-imports' },
  { file: 'src/storage/a.ts', text: TYPE('../rpc/contract.ts'), rule: 'no-restricted-imports' },
  {
    file: 'src/search/kernel/a.ts',
    text: VALUE('../../inference/embedder.ts'),
    rule: 'no-restricted-imports',
  },
  { file: 'src/search/kernel/b.ts', text: VALUE('../lexical.ts'), rule: null },
  { file: 'src/inference/a.ts', text: VALUE('../rag.ts'), rule: 'no-restricted-imports' },
  { file: 'src/inference/b.ts', text: TYPE('../models/manifest.ts'), rule: null },
  { file: 'src/security/a.ts', text: VALUE('../index.ts'), rule: 'no-restricted-imports' },
  { file: 'src/corpus/a.ts', text: VALUE('../rpc/serve.ts'), rule: 'no-restricted-imports' },
  { file: 'src/corpus/b.ts', text: VALUE('../../workers/parser.ts'), rule: 'no-restricted-imports' },
  { file: 'src/corpus/c.ts', text: VALUE('../storage/corpus-store.ts'), rule: null },
  { file: 'src/rpc/a.ts', text: VALUE('../corpus/corpus.ts'), rule: 'no-restricted-imports' },
  { file: 'src/rpc/b.ts', text: VALUE('../../workers/corpus.ts'), rule: 'no-restricted-imports' },
  { file: 'src/rpc/c.ts', text: TYPE('../corpus/corpus.ts'), rule: null },
  { file: 'src/rpc/d.ts', text: VALUE('../security/trusted-types.ts'), rule: null },
  { file: 'src/rpc/e.ts', text: VALUE('../security/headers.ts'), rule: 'no-restricted-imports' },
  { file: 'src/rpc/f.ts', text: VALUE('../storage/database.ts'), rule: 'no-restricted-imports' },
  { file: 'src/api.ts', text: VALUE('./errors.ts'), rule: 'no-restricted-imports' },
  { file: 'src/rag.ts', text: VALUE('./search/scan.ts'), rule: 'no-restricted-imports' },
  { file: 'src/index.ts', text: VALUE('./app/main.ts'), rule: 'no-restricted-imports' },
  { file: 'src/app/a.ts', text: VALUE('../models/store.ts'), rule: 'no-restricted-imports' },
  { file: 'src/app/b.ts', text: VALUE('../rag.ts'), rule: 'no-restricted-imports' },
  { file: 'src/app/c.ts', text: TYPE('../models/manifest.ts'), rule: null },
  { file: 'src/app/d.ts', text: VALUE('../index.ts'), rule: null },
  { file: 'src/app/e.ts', text: "import '../security/trusted-types.ts';\n", rule: null },
  { file: 'src/app/f.ts', text: VALUE('../security/headers.ts'), rule: 'no-restricted-imports' },
  { file: 'src/app/views/g.ts', text: VALUE('../../cli/serve.ts'), rule: 'no-restricted-imports' },
  { file: 'src/cli/a.ts', text: VALUE('../app/main.ts'), rule: 'no-restricted-imports' },
  { file: 'workers/a.ts', text: VALUE('../src/rag.ts'), rule: 'no-restricted-imports' },
  { file: 'workers/b.ts', text: '// long\n'.repeat(41), rule: 'max-lines' },
  { file: 'src/text/long-file.ts', text: '// long\n'.repeat(251), rule: 'max-lines' },
  {
    file: 'src/text/long-function.ts',
    text: `export function long(): void {\n${'  Math.random();\n'.repeat(40)}}\n`,
    rule: 'max-lines-per-function',
  },
  { file: 'src/text/anything.ts', text: 'export type Anything = any;\n', rule: 'no-explicit-any' },
  {
    file: 'src/text/floating.ts',
    text: 'export function float(): void {\n  Promise.resolve(1);\n}\n',
    rule: 'no-floating-promises',
  },
  {
    file: 'src/text/cycle-one.ts',
    text: "import { two } from './cycle-two.ts';\nexport const one = (): unknown => two;\n",
    rule: 'no-cycle',
  },
  {
    file: 'src/text/cycle-two.ts',
    text: "import { one } from './cycle-one.ts';\nexport const two = (): unknown => one;\n",
    rule: 'no-cycle',
  },
];

interface Diagnostic {
  code: string;
  filename: string;
}

/** Runs the repository's own lint configuration over `folder`. */
function lint(folder: string): Promise<Diagnostic[]> {
  const args = [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format=json', 'src', 'workers'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 24 }, (_error, stdout, stderr) => {
      if (!stdout.trim()) reject(new Error(`oxlint printed nothing: ${stderr}`));
      else resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
    });
  });
}

describe('the lint configuration', () => {
  let folder = '';
  let diagnostics: Diagnostic[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloister-lint-'));
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    copyFileSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    // Where the linter finds its type checker.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    for (const { file, text } of PLANTED) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    diagnostics = await lint(folder);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const codesIn = (file: string): string[] =>
    diagnostics
      .filter(({ filename }) => filename === file)
      .map(({ code }) => code.replace(/^.*\((.*)\)$/, '$1'));

  const subjectOf = ({ text, rule }: (typeof PLANTED)[number]): string =>
    text.startsWith('import') ? (text.split('\n', 1)[0] ?? '') : (rule ?? '');
  const named = PLANTED.map((planted) => ({ ...planted, subject: subjectOf(planted) }));

  it.each(named.filter(({ rule }) => rule !== null))('refuses in $file: $subject', ({ file, rule }) => {
    expect(codesIn(file)).toContain(rule);
  });

  it.each(named.filter(({ rule }) => rule === null))('allows in $file: $subject', ({ file }) => {
    expect(codesIn(file)).not.toContain('no-restricted-imports');
  });
});
