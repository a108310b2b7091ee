import { defineConfig, type UserConfig } from 'vite';
import { copyAssets } from './vite.assets.ts';
import { SHARED } from './vite.shared.ts';

/** The library: one entry, and each worker as a file of its own that is found by `import.meta.url`. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  publicDir: false,
  plugins: [copyAssets()],
  build: {
    outDir: 'lib',
    target: 'es2023',
    license: { fileName: 'LICENSES.md' },
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' },
  },
});

export default config;
