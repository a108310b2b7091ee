import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuildStale, isInstalled } from '../../../src/cli/bootstrap.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloister-bootstrap-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, value: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
}

describe('isInstalled', () => {
  const kept = { version: '1.0.0', integrity: 'sha512-kept' };
  const lock = (packages: Record<string, object>): object => ({
    packages: { '': { name: 'app' }, ...packages },
  });

  beforeEach(() => {
    write('package-lock.json', lock({ 'node_modules/kept': kept }));
    write('node_modules/.package-lock.json', lock({ 'node_modules/kept': kept }));
    write('node_modules/kept/package.json', '{}');
  });

  it('is true when every locked package is there', () => {
    expect(isInstalled(root)).toBe(true);
  });

  it('is false on a fresh checkout', () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(isInstalled(root)).toBe(false);
  });

  it.each([
    ['another version', { version: '1.0.1', integrity: 'sha512-kept' }],
    ['other bytes of the same version', { version: '1.0.0', integrity: 'sha512-other' }],
  ])('is false when the lock asks for %s', (_case, wanted) => {
    write('package-lock.json', lock({ 'node_modules/kept': wanted }));
    expect(isInstalled(root)).toBe(false);
  });

  it('is false when a package was taken away', () => {
    rmSync(join(root, 'node_modules/kept'), { recursive: true });
    expect(isInstalled(root)).toBe(false);
  });

  it('does without packages for other platforms, and not without others', () => {
    write(
      'package-lock.json',
      lock({ 'node_modules/kept': kept, 'node_modules/other': { ...kept, optional: true } }),
    );
    expect(isInstalled(root)).toBe(true);
    write('package-lock.json', lock({ 'node_modules/kept': kept, 'node_modules/other': kept }));
    expect(isInstalled(root)).toBe(false);
  });
});

describe('isBuildStale', () => {
  const touch = (path: string, seconds: number): void => utimesSync(join(root, path), seconds, seconds);

  beforeEach(() => {
    for (const path of ['src/deep/a.ts', 'public/icon.svg', 'index.html', 'dist/index.html']) write(path, '');
    for (const path of ['src/deep/a.ts', 'src/deep', 'src', 'public/icon.svg', 'public', 'index.html'])
      touch(path, 100);
    touch('dist/index.html', 200);
  });

  it('is false when the build is newer than all it is made of', () => {
    expect(isBuildStale(root)).toBe(false);
  });

  it('is true without a build', () => {
    rmSync(join(root, 'dist'), { recursive: true });
    expect(isBuildStale(root)).toBe(true);
  });

  it.each(['src/deep/a.ts', 'public/icon.svg', 'index.html'])('is true when %s changed after it', (path) => {
    touch(path, 300);
    expect(isBuildStale(root)).toBe(true);
  });

  it('is true when a file was taken away after it', () => {
    rmSync(join(root, 'src/deep/a.ts'));
    expect(isBuildStale(root)).toBe(true);
  });
});
