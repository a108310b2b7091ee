import '../security/trusted-types.ts';
import { installedModels, openRag, type RagOptions } from '../index.ts';
import { CloisterApp } from './app.ts';
import { chooseLanguage, speak } from './messages/messages.ts';
import { applyTheme, readPreferences } from './preferences.ts';

const query = new URLSearchParams(location.search);

/** `?device=wasm` or `?device=webgpu` overrides the choice, for measuring and for reporting trouble. */
function readDevice(): Pick<RagOptions, 'device'> {
  const device = query.get('device');
  return device === 'wasm' || device === 'webgpu' ? { device } : {};
}

/** `?embedder=ID` names one of the installed embedders; without it the documents keep the one they have. */
function readEmbedder(): Pick<RagOptions, 'embedder'> {
  const embedder = installedModels.find(
    ({ id, kind }) => kind === 'embedder' && id === query.get('embedder'),
  );
  return embedder ? { embedder } : {};
}

/**
 * `?model=ID` names one of the installed language models. `?write=wasm` or `?write=webgpu` forces where a model writes; `?write=any-gpu` takes an imitated GPU too.
 */
function readGenerator(): Pick<RagOptions, 'generator'> {
  const engine = query.get('engine');
  const device = query.get('write');
  const model = installedModels.find(({ id, kind }) => kind === 'generator' && id === query.get('model'));
  return {
    generator: {
      ...(model ? { models: [model] } : {}),
      ...(engine ? { engine } : {}),
      ...(device === 'wasm' || device === 'webgpu' ? { device } : {}),
      softwareGpu: device === 'any-gpu',
    },
  };
}

const preferences = readPreferences();
applyTheme(preferences.theme);
// A wording that cannot be had is no reason to show nothing.
await speak(preferences.language ?? chooseLanguage(navigator.languages)).catch(() => undefined);

const app = new CloisterApp();
document.body.prepend(app);
await app.start((options) =>
  openRag({
    name: 'default',
    assetBase: './',
    ...readDevice(),
    ...readEmbedder(),
    ...readGenerator(),
    ...options,
  }),
);
// Last, as the person waits for the rest; and while the app is being developed, files change under their names.
if (import.meta.env.PROD) void app.offline.start('./service-worker.js');
