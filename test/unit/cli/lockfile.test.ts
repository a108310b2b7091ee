import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingEntries, type Lockfile } from '../../../src/cli/lockfile.ts';

const LOCK = JSON.parse(
  readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
) as Lockfile;

describe('package-lock.json', () => {
  it('has an entry for every platform, without which `npm ci` refuses it (npm run lock:complete)', () => {
    expect(missingEntries(LOCK)).toEqual({});
  });

  it('names no registry, so that each machine asks its own', () => {
    const named = Object.entries(LOCK.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(named).toEqual([]);
  });

  it('pins the bytes of everything that runs on this platform', () => {
    const unpinned = Object.entries(LOCK.packages).filter(
      ([path, { integrity, os, cpu }]) =>
        path !== '' &&
        !integrity &&
        (!os || os.includes(process.platform)) &&
        (!cpu || cpu.includes(process.arch)),
    );
    // The two linux-x64 packages of another C library are among those that some registries leave out.
    expect(unpinned.filter(([, { libc }]) => !libc?.includes('musl'))).toEqual([]);
  });
});

describe('missingEntries', () => {
  it('finds an optional package beside, above and nowhere', () => {
    const lock: Lockfile = {
      packages: {
        '': {},
        'node_modules/tool': {
          dev: true,
          optionalDependencies: {
            '@tool/linux-x64-musl': '1.0.0',
            '@tool/darwin-arm64': '1.0.0',
            '@tool/win32-x64-msvc': '1.0.0',
          },
        },
        'node_modules/@tool/linux-x64-musl': { version: '1.0.0' },
        'node_modules/tool/node_modules/@tool/darwin-arm64': { version: '1.0.0' },
      },
    };
    expect(missingEntries(lock)).toEqual({
      'node_modules/@tool/win32-x64-msvc': {
        version: '1.0.0',
        dev: true,
        optional: true,
        os: ['win32'],
        cpu: ['x64'],
      },
    });
  });
});
