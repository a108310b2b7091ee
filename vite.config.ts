import { defineConfig, type UserConfig } from 'vite';
import { copyAssets } from './src/cli/build/assets.ts';
import { closeRemoteHosts } from './src/cli/build/hosts.ts';
import { collectLicenses } from './src/cli/build/licenses.ts';
import { SHARED } from './src/cli/build/shared.ts';

const licenses = collectLicenses();

/** The app: every address in it is relative, so that it runs in any folder of a server. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  plugins: [copyAssets(), closeRemoteHosts(), licenses.app],
  worker: { ...SHARED.worker, plugins: () => [closeRemoteHosts(), ...licenses.worker()] },
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
