// `npm test`: from a fresh checkout to every check, each of which runs even when an earlier one failed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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

/** Characters that are shown of the reason for which a test failed. */
const REASON_LENGTH = 1200;

/**
 * What is read of vitest's report.
 *
 * @typedef {{ status: string, title: string, ancestorTitles: string[], failureMessages: string[] }} TestReport
 * @typedef {{ name: string, status: string, message: string, assertionResults: TestReport[] }} FileReport
 * @typedef {{ [count: `num${string}Tests`]: number | undefined, testResults?: FileReport[] }} Report
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {Counts & { script: string, isOk: boolean, seconds: number, failures: string[] }} Outcome
 */

/**
 * What vitest wrote about its tests; nothing when it ended before it could.
 *
 * @param {string} path
 * @returns {Report}
 */
function readReport(path) {
  try {
    return /** @type {Report} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/**
 * @param {Report} report
 * @returns {Counts}
 */
function countTests({ numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 }) {
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/**
 * The tests that failed, each with the beginning of its reason; and files that failed outside of their tests.
 *
 * @param {Report} report
 * @returns {string[]}
 */
function describeFailures({ testResults = [] }) {
  const describe = (/** @type {string[]} */ title, /** @type {string} */ reason) =>
    `${title.join(' › ')}\n${stripVTControlCharacters(reason).slice(0, REASON_LENGTH)}`;
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [describe([file], message)];
    return failed.map(({ ancestorTitles, title, failureMessages }) =>
      describe([file, ...ancestorTitles, title], failureMessages.join('\n')),
    );
  });
}

/**
 * Runs one npm script.
 *
 * @param {{ script: string, hasTests?: boolean }} step
 * @param {boolean} isShown Whether its output goes to the terminal as it comes, or in one piece at its end.
 * @returns {Promise<Outcome>}
 */
async function runStep({ script, hasTests = false }, isShown) {
  const path = join(ROOT, 'test-results', `${script.replace(':', '-')}.json`);
  const reporters = ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`];
  const start = performance.now();
  if (isShown) printTitle(script);
  const isOk = await runScript(script, hasTests ? reporters : [], isShown);
  const seconds = (performance.now() - start) / 1000;
  const report = hasTests ? readReport(path) : {};
  return { script, isOk, seconds, ...countTests(report), failures: describeFailures(report) };
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

/**
 * Said once more at the end, where a log that is cut to its last lines still has it.
 *
 * @param {Outcome[]} outcomes
 */
function printFailures(outcomes) {
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n\n')}`);
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
printFailures(outcomes);
const sum = outcomes.reduce(
  (total, { isOk, passed, failed }) => ({
    passed: total.passed + passed + (isOk ? 1 : 0),
    failed: total.failed + failed + (isOk ? 0 : 1),
  }),
  { passed: 0, failed: 0 },
);
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 ? 1 : 0;
