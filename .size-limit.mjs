import { existsSync, readFileSync } from 'node:fs';

const ASSETS = 'dist/assets/';

/** The scripts that the page fetches before anything is asked: what its entry imports, and what that imports. */
function collectShell() {
  const [, entry] = /src="\.\/assets\/([^"]+\.js)"/.exec(readFileSync('dist/index.html', 'utf8')) ?? [];
  const shell = new Set([entry]);
  for (const script of shell) {
    const text = readFileSync(ASSETS + script, 'utf8');
    for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      if (existsSync(ASSETS + name)) shell.add(name);
  }
  return [...shell].map((script) => ASSETS + script);
}

export default [
  {
    name: 'page, before anything is asked',
    path: [...collectShell(), 'dist/assets/index-*.css'],
    limit: '150 kB',
    gzip: true,
  },
  { name: 'library, in the page', path: 'lib/index.js', limit: '30 kB', gzip: true },
  { name: 'corpus worker', path: 'dist/assets/corpus-*.js', limit: '140 kB', gzip: true },
  { name: 'parser worker, before a document', path: 'dist/assets/parser-*.js', limit: '30 kB', gzip: true },
  { name: 'embedder worker', path: 'dist/assets/embedder-*.js', limit: '220 kB', gzip: true },
];
