import { afterEach, describe, expect, it, vi } from 'vitest';
import { BackgroundGate } from '../../src/corpus/background-gate.ts';

afterEach(() => vi.useRealTimers());

describe('BackgroundGate.during', () => {
  it('holds until the work is done, also when it fails', async () => {
    const gate = new BackgroundGate();
    const working = Promise.withResolvers<string>();
    const during = gate.during(() => working.promise);
    expect(gate.isHeld).toBe(true);
    working.resolve('done');
    expect(await during).toBe('done');
    expect(gate.isHeld).toBe(false);
    await expect(gate.during(() => Promise.reject(new Error('bad')))).rejects.toThrow('bad');
    expect(gate.isHeld).toBe(false);
  });

  it('gives up work that hangs, and then takes back no hold of others', async () => {
    vi.useFakeTimers();
    const gate = new BackgroundGate();
    const hanging = Promise.withResolvers<void>();
    const during = gate.during(() => hanging.promise);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(gate.isHeld).toBe(false);
    gate.hold();
    hanging.resolve();
    await during;
    expect(gate.isHeld).toBe(true);
  });
});
