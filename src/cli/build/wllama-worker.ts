import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file that is made, relative to the folder of the runtime. */
export const WLLAMA_WORKER = 'wllama-worker.js';

/**
 * Puts the worker of llama.cpp together from files of the installed package, unchanged but for one name that both of them
 * declare. The result is the same for the same version of the package: the manifest of the runtime pins its hash.
 *
 * @param root Folder of the project.
 * @throws {Error} a mark or the name is not there any more, after an update of the package.
 */
export function composeWllamaWorker(root: string): string {
  const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
  const source = (name: string): string => read('node_modules/@wllama/wllama/src', name);
  const compiled = replaceOnce(source('wasm/wllama.js'), 'var Module=', 'var ___Module=');
  const frame = replaceOnce(read('models/wllama/worker.js'), '/* wllama.js */', compiled);
  return replaceOnce(frame, '/* llama-cpp.js */', source('workers-code/llama-cpp.js'));
}

function replaceOnce(text: string, mark: string, replacement: string): string {
  const parts = text.split(mark);
  if (parts.length !== 2)
    throw new Error(
      `The worker of wllama needs '${mark}' once, but it is there ${parts.length - 1} times. Nothing was built; ` +
        'compare models/wllama/worker.js with the installed version of the package.',
    );
  return parts.join(replacement);
}
