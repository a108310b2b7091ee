import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'vite';
import { idOf } from '../../offline/release-cache.ts';
import type { Release, ReleaseFile } from '../../offline/release.ts';
import { hash } from '../models/derive.ts';
import { SHARED } from './shared.ts';

/** At the top of the output, as a service worker reaches no further up than where it lies. */
const OUTPUT = 'service-worker.js';

/** Who serves or reads these knows them by other means; the samples of server configurations are for people. */
const LEFT_OUT = /^(servers\/|service-worker\.js$)/;

/** Big files, which the model store verifies and keeps. Scripts are not among them: they are imported by address. */
const VERIFIED_ELSEWHERE = /^(models\/|runtime\/(?!.*\.m?js$))/;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.pdf': 'application/pdf',
};

/** What a folder with the built app is as a release. */
export async function listRelease(folder: string): Promise<Release> {
  const paths = listFiles(folder)
    .map((path) => relative(folder, path).replaceAll('\\', '/'))
    .filter((path) => !LEFT_OUT.test(path))
    .toSorted();
  const files = paths
    .filter((path) => !VERIFIED_ELSEWHERE.test(path))
    .map((path): ReleaseFile => {
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      return { path, sha256: hash(readFileSync(join(folder, path))), type };
    });
  const verifiedElsewhere = paths.filter((path) => VERIFIED_ELSEWHERE.test(path));
  return { id: await idOf({ files, verifiedElsewhere }), files, verifiedElsewhere };
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** Writes the service worker, which knows every file of the build by its hash. It has to be the last plugin. */
export function writeServiceWorker(): Plugin {
  let root = '';
  let outDir = '';
  return {
    name: 'cloister:service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        if (!existsSync(join(outDir, 'index.html'))) return;
        writeFileSync(join(outDir, OUTPUT), await bundle(root, await listRelease(outDir)));
      },
    },
  };
}

/** One script without imports, so that the browser's check for a new version sees all of it. */
async function bundle(root: string, release: Release): Promise<string> {
  const result = await build({
    ...SHARED,
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [bakeRelease(release)],
    build: {
      ...SHARED.build,
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: join(root, 'workers/service-worker.ts'),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const [output] = [result].flat();
  if (!output || !('output' in output)) throw new Error('The service worker was not built.');
  return output.output[0].code;
}

function bakeRelease(release: Release): Plugin {
  return {
    name: 'cloister:release',
    load(id) {
      if (!id.replaceAll('\\', '/').endsWith('/src/offline/current-release.ts')) return null;
      return `export const currentRelease = ${JSON.stringify(release)};`;
    },
  };
}
