import { fileURLToPath } from 'node:url';
import { writeTinyModels } from '../../src/cli/tiny/write-models.ts';

/** Brings the tiny models up to date before browser tests fetch them from `/tiny/`. */
export async function setup(): Promise<void> {
  await writeTinyModels(fileURLToPath(new URL('../../build/tiny-models/', import.meta.url)));
}
