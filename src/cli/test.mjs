// `npm test`: from a fresh checkout to every check, each of which runs even when an earlier one failed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ensureInstalled } from './bootstrap.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

/** npm scripts that read the sources only: they run at once, and their output comes in one piece. */
const CHECKS = ['format:check', 'lint', 'typecheck', 'check:unused'];

/** npm scripts in the order they run; those that run tests leave a count of them. Their output is seen as it comes. */
const STEPS = [
  { script: 'test:unit', hasTests: true },
  { script: 'build' },
  { script: 'test:e2e', hasTests: true },
  { script: 'check:package' },
  { script: 'size' },
];

/** Runs beside the steps, as it keeps no more than one processor busy; its output comes in one piece. */
const ASIDE = { script: 'test:browser', hasTests: true };

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {Counts & { script: string, isOk: boolean, seconds: number }} Outcome
 */

/** @type {Counts} */
const NO_TESTS = { passed: 0, failed: 0, skipped: 0 };

/**
 * What vitest wrote about its tests; nothing when it ended before it could.
 *
 * @param {string} path
 * @returns {Counts}
 */
function readCounts(path) {
  try {
    const report = /** @type {Record<string, number>} */ (JSON.parse(readFileSync(path, 'utf8')));
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report;
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return NO_TESTS;
  }
}

/**
 * Runs one npm script.
 *
 * @param {{ script: string, hasTests?: boolean }} step
 * @param {boolean} isShown Whether its output goes to the terminal as it comes, or in one piece at its end.
 * @returns {Promise<Outcome>}
 */
async function runStep({ script, hasTests = false }, isShown) {
  const report = join(ROOT, 'test-results', `${script.replace(':', '-')}.json`);
  const reporters = ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const start = performance.now();
  if (isShown) printTitle(script);
  const isOk = await runScript(script, hasTests ? reporters : [], isShown);
  const seconds = (performance.now() - start) / 1000;
  return { script, isOk, seconds, ...(hasTests ? readCounts(report) : NO_TESTS) };
}

/**
 * @param {string} script
 * @param {string[]} options
 * @param {boolean} isShown
 * @returns {Promise<boolean>} Whether it ended well.
 */
async function runScript(script, options, isShown) {
  const shell = process.platform === 'win32';
  const env = { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) };
  const child = spawn('npm', ['run', '--silent', script, ...options], { cwd: ROOT, shell, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (/** @type {Buffer} */ chunk) =>
      isShown ? process.stdout.write(chunk) : (text += chunk),
    );
  /** @type {boolean} */
  const isOk = await new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
  if (!isShown) {
    printTitle(script);
    console.log(text);
  }
  return isOk;
}

/** @returns {Promise<Outcome[]>} */
async function runSteps() {
  const outcomes = [];
  for (const step of STEPS) outcomes.push(await runStep(step, true));
  return outcomes;
}

/** @param {string} script */
function printTitle(script) {
  console.log(`\n── ${script} ${'─'.repeat(Math.max(0, 60 - script.length))}`);
}

/** @param {Outcome[]} outcomes */
function printTable(outcomes) {
  console.log(`\n${'step'.padEnd(14)} ${'result'.padEnd(8)} ${'seconds'.padStart(7)}  tests`);
  for (const { script, isOk, seconds, passed, failed, skipped } of outcomes) {
    const tests =
      passed + failed + skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : '';
    const result = isOk ? 'passed' : 'FAILED';
    console.log(`${script.padEnd(14)} ${result.padEnd(8)} ${seconds.toFixed(1).padStart(7)}  ${tests}`);
  }
}

ensureInstalled();
// Without one the steps that need it fail, and the others still run.
const hasBrowser = await ensureBrowser().catch((error) => console.error(String(error)));
if (!hasBrowser)
  console.error(
    'There is no browser for the tests. Install Chromium, Chrome or Edge, or set CLOISTER_BROWSER to one.',
  );
rmSync(join(ROOT, 'test-results'), { recursive: true, force: true });
mkdirSync(join(ROOT, 'test-results'));
const outcomes = await Promise.all(CHECKS.map((script) => runStep({ script }, false)));
const [aside, steps] = await Promise.all([runStep(ASIDE, false), runSteps()]);
outcomes.push(...steps, aside);
printTable(outcomes);
const sum = outcomes.reduce(
  (total, { isOk, passed, failed }) => ({
    passed: total.passed + passed + (isOk ? 1 : 0),
    failed: total.failed + failed + (isOk ? 0 : 1),
  }),
  { passed: 0, failed: 0 },
);
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 ? 1 : 0;
