import { defineConfig, type UserConfig } from 'vite';
import { bundleAddedModels, CHOICE_VARIABLE, unchosenModels } from './src/cli/build/added-models.ts';
import { copyAssets } from './src/cli/build/assets.ts';
import { mendCharacterMaps } from './src/cli/build/character-maps.ts';
import { closeRemoteHosts } from './src/cli/build/hosts.ts';
import { collectLicenses } from './src/cli/build/licenses.ts';
import { writeServiceWorker } from './src/cli/build/service-worker.ts';
import { SHARED } from './src/cli/build/shared.ts';

const licenses = collectLicenses();
const choice = process.env[CHOICE_VARIABLE];

/** The app: every address in it is relative, so that it runs in any folder of a server. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  plugins: [
    bundleAddedModels(choice),
    copyAssets(unchosenModels(import.meta.dirname, choice)),
    closeRemoteHosts(),
    licenses.app,
    writeServiceWorker(),
  ],
  worker: {
    ...SHARED.worker,
    plugins: () => [bundleAddedModels(choice), closeRemoteHosts(), mendCharacterMaps(), ...licenses.worker()],
  },
  build: {
    ...SHARED.build,
    outDir: 'dist',
    target: 'es2023',
    // Nothing inline: the policy of the page refuses inline scripts and data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

export default config;
