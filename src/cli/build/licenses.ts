import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const INTRODUCTION = `# Licences of the packages in this build

What follows was written by others and is part of the scripts beside this file. The models and the ONNX runtime have
their licences in their own folders.`;

/** The folder of the npm package that a module belongs to; `undefined` for our own modules. */
function packageFolder(id: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
}

function describePackage(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : 'It comes without the text of its licence.';
  return `## ${name} ${version} (${license ?? 'no licence named'})\n\n\`\`\`text\n${text}\n\`\`\``;
}

export interface LicenseCollector {
  /** Goes among the build's plugins; writes LICENSES.md. */
  app: Plugin;
  /** Goes among the workers' plugins: each worker is a bundle of its own. */
  worker: () => Plugin[];
}

/** Collects the licences of everything that is bundled, which ask to be handed on with it. */
export function collectLicenses(): LicenseCollector {
  const folders = new Set<string>();
  const note = (bundle: Record<string, { type: string; moduleIds?: string[] }>): void => {
    for (const { moduleIds = [] } of Object.values(bundle))
      for (const id of moduleIds) {
        const folder = packageFolder(id.replace(/^\0/, '').replaceAll('\\', '/'));
        if (folder) folders.add(folder);
      }
  };
  const worker: Plugin = {
    name: 'cloister:worker-licenses',
    generateBundle: (_options, bundle) => note(bundle),
  };
  const app: Plugin = {
    name: 'cloister:licenses',
    apply: 'build',
    generateBundle(_options, bundle) {
      note(bundle);
      const sections = [...folders].toSorted().map(describePackage);
      this.emitFile({
        type: 'asset',
        fileName: 'LICENSES.md',
        source: `${[INTRODUCTION, ...sections].join('\n\n')}\n`,
      });
    },
  };
  return { app, worker: () => [worker] };
}
