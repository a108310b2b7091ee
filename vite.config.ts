import { defineConfig, type UserConfig } from 'vite';
import { copyAssets } from './vite.assets.ts';
import { SHARED } from './vite.shared.ts';

/** The app: every address in it is relative, so that it runs in any folder of a server. */
const config: UserConfig = defineConfig({
  ...SHARED,
  base: './',
  plugins: [copyAssets()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // Nothing inline: the policy of the page refuses inline scripts and data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The licences of what is bundled ask to be handed on with it.
    license: { fileName: 'LICENSES.md' },
  },
});

export default config;
