import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { closeRemoteHosts } from '../build/hosts.ts';
import { SHARED } from '../build/shared.ts';

/**
 * Builds the page of a benchmark and its workers as the app is built, into `folder`.
 *
 * @param source Folder of its `index.html`; default: that of the engines' benchmark.
 */
export async function buildPage(folder: string, source: URL = new URL('.', import.meta.url)): Promise<void> {
  await build({
    ...SHARED,
    configFile: false,
    root: fileURLToPath(source),
    publicDir: false,
    base: './',
    logLevel: 'error',
    plugins: [closeRemoteHosts()],
    worker: { ...SHARED.worker, plugins: () => [closeRemoteHosts()] },
    build: {
      ...SHARED.build,
      outDir: folder,
      emptyOutDir: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 20_000,
      modulePreload: { polyfill: false },
    },
  });
}
