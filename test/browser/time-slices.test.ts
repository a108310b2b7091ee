import { describe, expect, it } from 'vitest';
import { BackgroundGate } from '../../src/corpus/background-gate.ts';
import { runInSlices } from '../../src/corpus/time-slices.ts';
import { letMessagesIn } from '../../src/inference/let-messages-in.ts';

/** Steps that each take longer than a slice. */
function* longSteps(count: number, note: (step: number) => void): Generator<number> {
  for (let step = 0; step < count; step++) {
    const start = performance.now();
    while (performance.now() - start < 10);
    note(step);
    yield step;
  }
}

describe('runInSlices', () => {
  it('gives what the steps give, and lets in what came meanwhile', async () => {
    const order: (number | string)[] = [];
    const message = letMessagesIn().then(() => order.push('message'));
    const run = runInSlices(
      longSteps(3, (step) => order.push(step)),
      new BackgroundGate(),
      new AbortController().signal,
    );
    expect(await run).toEqual([0, 1, 2]);
    await message;
    expect(order).toEqual([0, 'message', 1, 2]);
  });

  it('goes on only when nothing holds it back any more', async () => {
    const gate = new BackgroundGate();
    const done: number[] = [];
    gate.hold();
    const run = runInSlices(
      longSteps(3, (step) => done.push(step)),
      gate,
      new AbortController().signal,
    );
    for (let turn = 0; turn < 5; turn++) await letMessagesIn();
    expect(done).toEqual([0]);
    gate.release();
    await run;
    expect(done).toEqual([0, 1, 2]);
  });

  it('stops when its signal says so, also while it is held back', async () => {
    const reason = new Error('closed');
    for (const isHeld of [false, true]) {
      const gate = new BackgroundGate();
      if (isHeld) gate.hold();
      const abort = new AbortController();
      const done: number[] = [];
      const run = runInSlices(
        longSteps(3, (step) => done.push(step)),
        gate,
        abort.signal,
      );
      abort.abort(reason);
      await expect(run).rejects.toBe(reason);
      expect(done).toEqual([0]);
    }
  });
});
