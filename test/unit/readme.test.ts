import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const read = (relative: string): string => readFileSync(path(relative), 'utf8');
const readme = read('README.md');

/** Codes by class, as the types in errors.ts list them. */
function codesInSource(): Map<string, string[]> {
  const types = read('src/errors.ts').matchAll(/export type (\w+Error)Code =\s*([^;]+);/g);
  const codes = new Map<string, string[]>();
  for (const [, name = '', list = ''] of types) {
    if (name !== 'RagError')
      codes.set(
        name,
        [...list.matchAll(/'(\w+)'/g)].map(([, code = '']) => code),
      );
  }
  return codes;
}

function codesInReadme(): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  let current: string[] = [];
  for (const [, name, code = ''] of readme.matchAll(/^\| +(?:`(\w+Error)`)? *\| `(\w+)` +\|/gm)) {
    if (name) codes.set(name, (current = []));
    current.push(code);
  }
  return codes;
}

describe('README', () => {
  it('lists every error code, and no other', () => {
    expect(codesInReadme()).toEqual(codesInSource());
    expect(codesInSource().size).toBe(7);
  });

  it('names only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...readme.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) expect(scripts, command).toHaveProperty([command]);
  });

  it('links and names only what is there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(3);
    for (const target of links) expect(existsSync(path(target)), target).toBe(true);
  });

  it('maps every folder of the source', () => {
    const folders = readdirSync(path('src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(readme).toContain(`\`src/${name}\``);
  });

  it('has a library example of ten lines at the most', () => {
    const [, example = ''] = /```js\n([\s\S]+?)```/.exec(readme) ?? [];
    expect(example.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(10);
    expect(example).toContain('openRag');
  });
});
