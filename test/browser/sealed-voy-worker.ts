import { openVoyIndex } from '../../src/search/voy-index.ts';

const violated: string[] = [];

addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));

/** Searches with voy under the app's own security policy, and tells what it found and what was refused. */
async function report(): Promise<void> {
  const index = await openVoyIndex(3);
  index.add([4, 5, 6], new Float32Array([1, 0, 0, 0, 1, 0, 0, 1, 1]));
  const keys = index.search(new Float32Array([0, 2, 1]), 2).map(({ key }) => key);
  postMessage({ engine: index.engine, keys, violated });
}

void report();
