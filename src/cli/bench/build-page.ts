import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { closeRemoteHosts } from '../build/hosts.ts';
import { SHARED } from '../build/shared.ts';

/** Builds the page of the benchmark and its workers as the app is built, into `folder`. */
export async function buildPage(folder: string): Promise<void> {
  await build({
    ...SHARED,
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
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
