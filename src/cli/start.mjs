// `npm start`: from a fresh checkout to the running app.
import { ROOT, ensureInstalled, isBuildStale, run } from './bootstrap.mjs';

ensureInstalled();
if (isBuildStale(ROOT)) {
  console.log('Building the app …');
  if (!run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])) {
    console.error('The app could not be built (see above), so it was not started.');
    process.exit(1);
  }
}
const { register } = await import('tsx/esm/api');
register();
await import('./start-server.ts');
