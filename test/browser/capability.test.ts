import { afterEach, describe, expect, it } from 'vitest';
import { measureCapability } from '../../src/inference/ladder/capability.ts';
import { measureProcessor } from '../../src/inference/ladder/speed-probe.ts';
import { recordedSpeed, recordSpeed } from '../../src/models/speed-record.ts';

describe('measureCapability', () => {
  it('looks at the adapter and measures both sides, once', async () => {
    const here = await measureCapability();
    expect(here.gpu).toMatchObject({ isSoftware: true });
    expect(here.gpu?.name).toMatch(/swiftshader/i);
    expect(here.gpu?.features.has('shader-f16')).toBe(false);
    expect(here.gpu?.maxBufferBytes).toBeGreaterThan(2 ** 24);
    for (const rate of [here.gpu?.readRate, here.readRate]) {
      expect(rate).toBeGreaterThan(0);
      expect(Number.isFinite(rate)).toBe(true);
    }
    expect(here.memoryBytes).toBeGreaterThanOrEqual(2 ** 28);
    expect(here.isolated).toBe(true);
    expect(await measureCapability()).toBe(here);
  });

  it('measures the processor as something that reads memory, not as an empty loop', () => {
    // A loop that was optimised away would read hundreds of gigabytes a second.
    expect(measureProcessor()).toBeLessThan(200);
  });
});

describe('the record of speeds', () => {
  afterEach(() => localStorage.clear());

  it('keeps the latest figure of each model with its date, and survives what else may stand there', () => {
    expect(recordedSpeed('a')).toBeUndefined();
    const before = Date.now();
    recordSpeed('a', 'tokens', 3);
    recordSpeed('b', 'passages', 5);
    recordSpeed('a', 'tokens', 4);
    expect(recordedSpeed('a')).toMatchObject({ unit: 'tokens', perSecond: 4 });
    expect(recordedSpeed('b')).toMatchObject({ unit: 'passages', perSecond: 5 });
    expect(recordedSpeed('a')?.measuredAt).toBeGreaterThanOrEqual(before);
    localStorage.setItem('cloister-speed', '{"a":7,"b":null}');
    expect(recordedSpeed('a')).toEqual({ unit: 'tokens', perSecond: 7 });
    expect(recordedSpeed('b')).toBeUndefined();
    for (const other of ['no JSON', 'null', '[]']) {
      localStorage.setItem('cloister-speed', other);
      expect(recordedSpeed('a')).toBeUndefined();
    }
  });
});
