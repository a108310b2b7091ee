// Plain JavaScript, because `npm test` needs it before anything is installed.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names under which Chromium-based browsers are on the PATH, the ones most like the tests' own first. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];

/** Places outside the PATH, by platform. */
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  linux: ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'],
  win32: [
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ].flatMap((path) =>
    [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
      .filter((base) => base !== undefined)
      .map((base) => join(base, path)),
  ),
};

/**
 * Flags for a browser under test: no sandbox (containers), WebGPU without a GPU, and none of the browser's own traffic.
 *
 * @type {readonly string[]}
 */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of an installed Chromium, Chrome or Edge. CLOISTER_BROWSER goes first, and is an error when it names nothing
 * that can be run. `undefined` when there is none, so that Playwright's own is used.
 *
 * @param {Record<string, string | undefined>} [environment]
 * @returns {string | undefined}
 */
export function findBrowser(environment = process.env) {
  const chosen = environment['CLOISTER_BROWSER'];
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(
      `CLOISTER_BROWSER is "${chosen}", which cannot be run. Set it to the path of a Chromium, Chrome or Edge, or unset it.`,
    );
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  const elsewhere = PLACES[/** @type {keyof typeof PLACES} */ (process.platform)] ?? [];
  return [...onPath, ...elsewhere].find(isExecutable);
}
