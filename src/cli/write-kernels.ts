/** `npm run kernel` compiles the kernels of the scan into `src/search/kernel/modules.ts`. */
import { writeFile } from 'node:fs/promises';
import { writeModules } from './build/kernels.ts';

await writeFile(new URL('../search/kernel/modules.ts', import.meta.url), await writeModules());
