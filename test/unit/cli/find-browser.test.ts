import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../src/cli/find-browser.mjs';

describe('findBrowser', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloister-browser-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const plant = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, '');
    chmodSync(path, 0o755);
    return path;
  };

  it('takes the browser that CLOISTER_BROWSER names before any other', () => {
    plant('chromium');
    const mine = plant('mine');
    expect(findBrowser({ PATH: folder, CLOISTER_BROWSER: mine })).toBe(mine);
  });

  it('says what to do when CLOISTER_BROWSER names nothing that runs', () => {
    expect(() => findBrowser({ CLOISTER_BROWSER: join(folder, 'absent') })).toThrow(/unset it/);
  });

  it('prefers Chromium to Chrome and Chrome to Edge', () => {
    const edge = plant('microsoft-edge');
    expect(findBrowser({ PATH: folder })).toBe(edge);
    const chrome = plant('google-chrome');
    expect(findBrowser({ PATH: folder })).toBe(chrome);
    const chromium = plant('chromium');
    expect(findBrowser({ PATH: folder })).toBe(chromium);
  });

  it('skips a file that is not executable', () => {
    chmodSync(plant('chromium'), 0o644);
    const edge = plant('msedge');
    expect(findBrowser({ PATH: folder })).toBe(edge);
  });
});
