import { defineConfig, type UserConfig } from 'vite';
import { unchosenModels } from './src/cli/build/added-models.ts';
import { copyAssets } from './src/cli/build/assets.ts';
import { mendCharacterMaps } from './src/cli/build/character-maps.ts';
import { closeRemoteHosts } from './src/cli/build/hosts.ts';
import { collectLicenses } from './src/cli/build/licenses.ts';
import { SHARED } from './src/cli/build/shared.ts';

const licenses = collectLicenses();

/** Many times as large as everything else, and not for every site: who wants one of these models copies its folder. */
const LEFT_OUT = [
  'multilingual-e5-small',
  'SmolLM2-135M-Instruct',
  'SmolLM2-135M-Instruct-GGUF',
  'SmolLM2-135M-Instruct-MLC',
  ...unchosenModels(import.meta.dirname, ''),
];

/** The library: one entry, and each worker as a file of its own that is found by `import.meta.url`. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  publicDir: false,
  plugins: [copyAssets(LEFT_OUT), closeRemoteHosts(), licenses.app],
  worker: {
    ...SHARED.worker,
    plugins: () => [closeRemoteHosts(), mendCharacterMaps(), ...licenses.worker()],
  },
  build: {
    ...SHARED.build,
    outDir: 'lib',
    target: 'es2023',
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index' },
  },
});

export default config;
