/** `npm run models:tiny [-- <folder>]` writes the tiny models that tests run on, to `build/tiny-models/` by default. */
import { fileURLToPath } from 'node:url';
import { writeTinyModels } from './tiny/write-models.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../build/tiny-models/', import.meta.url));
for (const { id, kind, files } of await writeTinyModels(folder)) {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${id} (${kind}): ${files.length} files, ${Math.round(bytes / 1024)} KiB`);
}
