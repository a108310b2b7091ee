/** `npm run servers` writes the sample server configurations anew, after a change of the response headers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SERVER_CONFIGS } from './server-configs.ts';

const folder = new URL('../../public/servers/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(SERVER_CONFIGS)) {
  writeFileSync(new URL(name, folder), text);
  console.log(`wrote ${fileURLToPath(new URL(name, folder))}`);
}
