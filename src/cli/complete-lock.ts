/**
 * `npm run lock:complete` enters the packages for other platforms that npm left out of package-lock.json, because the
 * registry it asked does not offer them. Run it after each change of the dependencies.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { missingEntries, type Lockfile } from './lockfile.ts';

const path = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
const missing = missingEntries(lock);
const packages = Object.entries({ ...lock.packages, ...missing }).toSorted(([one], [other]) =>
  one < other ? -1 : 1,
);
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
console.log(`${Object.keys(missing).length} entries were missing from package-lock.json.`);
