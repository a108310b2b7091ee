import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const WORKERS = readdirSync(`${ROOT}workers`, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => `workers/${entry.name}`);

/** The first import that is there at run time. */
function firstImport(file: string): string | undefined {
  const source = readFileSync(`${ROOT}${file}`, 'utf8');
  return /^import (?!type )(?:[^;]*? from )?'([^']+)';/m.exec(source)?.[1];
}

// Modules run in the order of their imports, so the policy is there before anything can start a worker.
it.each([...WORKERS, 'src/app/main.ts'])('%s installs the Trusted Types policy before all else', (file) => {
  expect(firstImport(file)).toMatch(/\/security\/trusted-types\.ts$/);
});
