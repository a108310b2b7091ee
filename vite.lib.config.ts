import { defineConfig, type UserConfig } from 'vite';
import { copyAssets } from './vite.assets.ts';
import { closeRemoteHosts } from './vite.hosts.ts';
import { collectLicenses } from './vite.licenses.ts';
import { SHARED } from './vite.shared.ts';

const licenses = collectLicenses();

/** The library: one entry, and each worker as a file of its own that is found by `import.meta.url`. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  publicDir: false,
  plugins: [copyAssets(), closeRemoteHosts(), licenses.app],
  worker: { ...SHARED.worker, plugins: () => [closeRemoteHosts(), ...licenses.worker()] },
  build: {
    ...SHARED.build,
    outDir: 'lib',
    target: 'es2023',
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' },
  },
});

export default config;
