// `npm run demo` and its like: from a fresh checkout to a command, most of which drive the built app in a browser.
import { ensureBuilt, ensureInstalled, keepOutputClean } from './bootstrap.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

/** Commands by name; each file runs when it is imported. */
const COMMANDS = {
  'bench:ask': () => import('./bench-ask.ts'),
  'bench:engines': () => import('./bench-engines.ts'),
  'bench:search': () => import('./bench-search.ts'),
  'cite-check': () => import('./cite-check.ts'),
  demo: () => import('./demo.ts'),
  eval: () => import('./eval.ts'),
  screenshots: () => import('./screenshots.ts'),
  lighthouse: () => import('./lighthouse.ts'),
  models: () => import('./models.ts'),
};

/** Commands that do not drive the app; those of them that open no browser either. */
const WITHOUT_APP = ['bench:engines', 'bench:search', 'models'];
const WITHOUT_BROWSER = ['models'];

const [name = ''] = process.argv.splice(2, 1);
const start = Object.hasOwn(COMMANDS, name)
  ? COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)]
  : undefined;
if (!start) {
  console.error(`There is no command "${name}"; there are ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(1);
}
keepOutputClean();
ensureInstalled();
if (!WITHOUT_APP.includes(name)) ensureBuilt();
if (!WITHOUT_BROWSER.includes(name) && !(await ensureBrowser())) {
  console.error(
    'There is no browser to run this in. Install Chromium, Chrome or Edge, or set CLOISTER_BROWSER to one.',
  );
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
await start();
