import { describe, expect, it } from 'vitest';
import { openBatchQueue } from '../../src/inference/batch-queue.ts';

/** Steps that note their names when they begin, each ended by hand. */
function gatedSteps(): {
  begun: string[];
  steps(...names: string[]): (() => Promise<void>)[];
  next(): Promise<void>;
} {
  const begun: string[] = [];
  let end: (() => void) | undefined;
  let onBegin: (() => void) | undefined;
  const begin = (name: string): Promise<void> => {
    begun.push(name);
    onBegin?.();
    return new Promise((resolve) => (end = resolve));
  };
  return {
    begun,
    steps: (...names) => names.map((name) => () => begin(name)),
    /** Ends the running step and waits for the one after it. */
    next: () =>
      new Promise((resolve) => {
        onBegin = resolve;
        end?.();
      }),
  };
}

describe('the batch queue', () => {
  it('runs steps one at a time, queries before passages that wait, calls in their order', async () => {
    const queue = openBatchQueue();
    const { begun, steps, next } = gatedSteps();
    void queue.run('passage', steps('p1', 'p2'));
    void queue.run('passage', steps('p3'));
    void queue.run('query', steps('q1'));
    void queue.run('query', steps('q2'));
    expect(begun).toEqual(['p1']);
    for (let i = 0; i < 4; i++) await next();
    expect(begun).toEqual(['p1', 'q1', 'q2', 'p2', 'p3']);
  });

  it('resolves a call of no steps at once', async () => {
    await expect(openBatchQueue().run('query', [])).resolves.toBeUndefined();
  });

  it('rejects an aborted call at once with its reason and never begins its other steps', async () => {
    const queue = openBatchQueue();
    const { begun, steps, next } = gatedSteps();
    const abort = new AbortController();
    const aborted = queue.run('passage', steps('a1', 'a2'), abort.signal);
    void queue.run('passage', steps('b1'));
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await expect(queue.run('query', steps('c1'), abort.signal)).rejects.toBe(reason);
    await next();
    expect(begun).toEqual(['a1', 'b1']);
  });

  it('ends only the call whose step failed', async () => {
    const queue = openBatchQueue();
    const seen: string[] = [];
    const failing = queue.run('passage', [
      () => Promise.reject(new Error('bad batch')),
      () => Promise.resolve(void seen.push('never')),
    ]);
    const other = queue.run('passage', [() => Promise.resolve(void seen.push('other'))]);
    await expect(failing).rejects.toThrow('bad batch');
    await other;
    expect(seen).toEqual(['other']);
  });

  it('rejects all calls when closed, the running one and later ones too, with the first reason', async () => {
    const queue = openBatchQueue();
    const { begun, steps } = gatedSteps();
    const running = queue.run('passage', steps('a1'));
    const waiting = queue.run('query', steps('b1'));
    const reason = new Error('lost');
    queue.close(reason);
    queue.close(new Error('second'));
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(queue.run('query', steps('c1'))).rejects.toBe(reason);
    expect(begun).toEqual(['a1']);
  });
});
