import { fileURLToPath } from 'node:url';
import { deriveModels } from '../../src/cli/models/derive.ts';

/** Makes the model files that the repository leaves out, before the first test asks for one. */
export function setup(): void {
  deriveModels(fileURLToPath(new URL('../../', import.meta.url)));
}
