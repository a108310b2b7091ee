// Plain JavaScript on Node's own modules: it runs on a fresh machine, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the app is built from. */
const SOURCES = ['src', 'workers', 'models', 'public', 'index.html', 'package-lock.json', 'vite.config.ts'];

/** @type {'inherit' | 2} where programs that are run here print */
let output = 'inherit';

/** From now on everything that is told on the way goes to the error output, as a command's result has the other one. */
export function keepOutputClean() {
  output = 2;
  console.log = console.error;
}

/**
 * Runs a program in the repository with this terminal's input and output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {boolean} whether it ended well
 */
export function run(command, args) {
  // npm is a script on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  return spawnSync(command, args, { cwd: ROOT, stdio: ['inherit', output, 'inherit'], shell }).status === 0;
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/** @param {string} path @returns {Lock | undefined} */
function readLock(path) {
  return existsSync(path) ? /** @type {Lock} */ (JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm leaves its own account of what it installed there;
 * packages for other platforms are missing from it.
 *
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  const present = readLock(join(root, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present.packages[path];
    if (!found || !existsSync(join(root, path))) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/** Installs the locked packages when they are not there; ends the program when that fails. */
export function ensureInstalled() {
  if (isInstalled(ROOT)) return;
  console.log('Installing the packages that package-lock.json lists …');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) return;
  console.error(
    'npm could not install the packages (see above). Nothing was started; try again when it can.',
  );
  process.exit(1);
}

/**
 * When anything at or below `path` last changed, in milliseconds since 1970; 0 when it is absent. A folder counts too,
 * since taking a file away changes nothing else.
 *
 * @param {string} path
 * @returns {number}
 */
function changedAt(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

/**
 * Whether the built app is missing or older than what it is built from.
 *
 * @param {string} root
 * @returns {boolean}
 */
export function isBuildStale(root) {
  const built = changedAt(join(root, 'dist/index.html'));
  return built === 0 || SOURCES.some((source) => changedAt(join(root, source)) > built);
}

/** Builds the app when it is missing or older than its sources; ends the program when that fails. */
export function ensureBuilt() {
  if (!isBuildStale(ROOT)) return;
  console.log('Building the app …');
  // Another value, as test runners set one, would leave the libraries' checks for developers in the app.
  process.env['NODE_ENV'] = 'production';
  if (run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])) return;
  console.error('The app could not be built (see above), so nothing was started.');
  process.exit(1);
}
