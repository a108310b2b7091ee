import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the sample documents, which also holds their list and the questions about them. */
export const SAMPLES: string = fileURLToPath(new URL('../../public/samples', import.meta.url));

/** Lines of a text file, without empty ones and those that begin with #. */
export async function readLines(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** All files below a folder, except hidden ones; ids are paths in it. Rejects where there are none. */
export async function listFiles(folder: string): Promise<{ path: string; id: string }[]> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.split('\\').join('/')).sort();
  const files: { path: string; id: string }[] = [];
  for (const id of names) {
    const isHidden = id.split('/').some((part) => part.startsWith('.'));
    const isOwn = folder === SAMPLES && (id === 'questions.txt' || id === 'samples.json');
    if (!isHidden && !isOwn && (await stat(join(folder, id))).isFile())
      files.push({ path: join(folder, id), id });
  }
  if (files.length === 0) throw new Error(`There are no files in ${folder}.`);
  return files;
}
