import { defineConfig, type UserConfig } from 'vite';
import { copyAssets } from './src/cli/build/assets.ts';
import { closeRemoteHosts } from './src/cli/build/hosts.ts';
import { collectLicenses } from './src/cli/build/licenses.ts';
import { SHARED } from './src/cli/build/shared.ts';

const licenses = collectLicenses();

/** The library: one entry, and each worker as a file of its own that is found by `import.meta.url`. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  publicDir: false,
  // Three times as large as everything else, and most sites are in one language: who wants it copies its folder.
  plugins: [copyAssets(['multilingual-e5-small']), closeRemoteHosts(), licenses.app],
  worker: { ...SHARED.worker, plugins: () => [closeRemoteHosts(), ...licenses.worker()] },
  build: {
    ...SHARED.build,
    outDir: 'lib',
    target: 'es2023',
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' },
  },
});

export default config;
