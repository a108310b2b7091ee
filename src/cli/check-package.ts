/** `npm run check:package` packs the library as npm would and checks the very archive: its shape, and its types. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function pack(folder: string): string {
  const shell = process.platform === 'win32';
  const json = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    shell,
    encoding: 'utf8',
  });
  const [archive] = JSON.parse(json) as { filename: string; size: number; entryCount: number }[];
  if (!archive) throw new Error('npm packed nothing.');
  console.log(
    `${archive.filename}: ${archive.entryCount} files, ${(archive.size / 1e6).toFixed(1)} MB packed`,
  );
  return join(folder, archive.filename);
}

function check(program: string, args: string[]): boolean {
  return (
    spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], { stdio: 'inherit' })
      .status === 0
  );
}

const folder = mkdtempSync(join(tmpdir(), 'cloister-pack-'));
try {
  const archive = pack(folder);
  const isShaped = check('publint/src/cli.js', ['run', archive, '--strict']);
  const isTyped = check('@arethetypeswrong/cli/dist/index.js', [archive, '--profile', 'esm-only']);
  process.exitCode = isShaped && isTyped ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
