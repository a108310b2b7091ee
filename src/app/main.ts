import '../security/trusted-types.ts';
import { openRag } from '../index.ts';
import { CloisterApp } from './app.ts';
import { chosenWriters, describeUnknownModels, readEngines } from './engine-choice.ts';
import { chooseLanguage, speak } from './messages/messages.ts';
import { applyTheme, readPreferences } from './preferences.ts';

const preferences = readPreferences();
applyTheme(preferences.theme);
// A wording that cannot be had is no reason to show nothing.
await speak(preferences.language ?? chooseLanguage(navigator.languages)).catch(() => undefined);

const app = new CloisterApp();
document.body.prepend(app);
await app.start(async (options) => {
  const engines = readEngines();
  const rag = await openRag({ name: 'default', assetBase: './', ...engines, ...options });
  // Another one may have been chosen while the documents were being opened.
  const writers = chosenWriters();
  if (writers?.[0]?.id !== engines.generator?.models?.[0]?.id) await rag.chooseGenerators(writers);
  return rag;
});
const unknown = describeUnknownModels();
if (unknown && !app.corpus.notice) app.corpus.say({ kind: 'trouble', text: unknown });
// Last, as the person waits for the rest; and while the app is being developed, files change under their names.
if (import.meta.env.PROD) void app.offline.start('./service-worker.js');
