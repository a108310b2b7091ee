import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import type { KernelName, ModuleName } from '../../search/kernel/kernel.ts';

const SOURCES = fileURLToPath(new URL('../../search/kernel/assembly/', import.meta.url));

const FEATURES: Readonly<Record<KernelName, readonly string[]>> = {
  relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd'],
  simd: ['--enable', 'simd'],
  scalar: ['--disable', 'simd'],
};

/** A memory that threads share has to say how large it may get: 4 GiB. */
const SHARED_MEMORY = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

const BUILDS: Readonly<Record<ModuleName, () => Promise<Uint8Array>>> = {
  relaxed: () => compileScan('relaxed'),
  simd: () => compileScan('simd'),
  scalar: () => compileScan('scalar'),
  relaxedShared: () => compileScan('relaxed', SHARED_MEMORY),
  simdShared: () => compileScan('simd', SHARED_MEMORY),
  relaxedCodes: () => compile('codes.ts', FEATURES.relaxed),
  simdCodes: () => compile('codes.ts', FEATURES.simd),
};

function compileScan(name: KernelName, options: readonly string[] = []): Promise<Uint8Array> {
  return compile('scan.ts', [...FEATURES[name], '--importMemory', ...options]);
}

/** Compiles the sum over memory that the scan is compared with. */
export function compileBound(): Promise<Uint8Array> {
  return compile('bound.ts', FEATURES.simd);
}

async function compile(entry: string, features: readonly string[]): Promise<Uint8Array> {
  let output = new Uint8Array();
  let trouble = '';
  // Nothing inside allocates, so that the runtime is the one that does nothing.
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--disableWarning', ...features];
  const { error } = await main([entry, '--baseDir', SOURCES, '--outFile', 'module.wasm', ...options], {
    stderr: { write: (chunk) => (trouble += String(chunk)) },
    writeFile(_name, contents) {
      if (typeof contents !== 'string') output = new Uint8Array(contents);
    },
  });
  if (error) throw new Error(`${entry} does not compile: ${error.message}\n${trouble}`);
  return output;
}

/**
 * Compiles the kernels into the module that carries them into the worker, as source text. The same sources and the same
 * compiler give the same bytes.
 *
 * @throws {Error} with the compiler's messages.
 */
export async function writeModules(): Promise<string> {
  const entries: string[] = [];
  for (const [name, build] of Object.entries(BUILDS))
    entries.push(`  ${name}: '${Buffer.from(await build()).toString('base64')}',`);
  return `/** Written by \`npm run kernel\` from \`assembly/\`: WebAssembly modules in base64, compared with their sources by a test. */
// prettier-ignore
export const MODULES = {
${entries.join('\n')}
} as const;
`;
}
