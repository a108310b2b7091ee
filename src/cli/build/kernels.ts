import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import type { KernelName } from '../../search/kernel/kernel.ts';

const SOURCES = fileURLToPath(new URL('../../search/kernel/assembly/', import.meta.url));

const FEATURES: Readonly<Record<KernelName, readonly string[]>> = {
  relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd'],
  simd: ['--enable', 'simd'],
  scalar: ['--disable', 'simd'],
};

/**
 * Compiles the kernel of the scan for one set of WebAssembly features. The same sources and the same compiler give the
 * same bytes.
 *
 * @throws {Error} with the compiler's messages.
 */
export function compileKernel(name: KernelName): Promise<Uint8Array> {
  return compile('scan.ts', FEATURES[name]);
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

/** The module that carries the compiled kernels into the worker, as source text. */
export async function writeModules(names: readonly KernelName[]): Promise<string> {
  const entries: string[] = [];
  for (const name of names) {
    const bytes = Buffer.from(await compileKernel(name)).toString('base64');
    entries.push(`  ${name}: '${bytes}',`);
  }
  return `/** Written by \`npm run kernel\` from \`assembly/\`: WebAssembly modules in base64, compared with their sources by a test. */
// prettier-ignore
export const MODULES = {
${entries.join('\n')}
} as const;
`;
}
