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
    const queue = openBatchQueue(() => Promise.resolve());
    const { begun, steps, next } = gatedSteps();
    void queue.run('passage', steps('p1', 'p2'));
    void queue.run('passage', steps('p3'));
    void queue.run('query', steps('q1'));
    void queue.run('query', steps('q2'));
    expect(begun).toEqual(['p1']);
    for (let i = 0; i < 4; i++) await next();
    expect(begun).toEqual(['p1', 'q1', 'q2', 'p2', 'p3']);
  });

  it('keeps passages back for a moment after a query, so that the next one need not wait for them', async () => {
    const rests: (() => void)[] = [];
    const queue = openBatchQueue(() => new Promise((resolve) => rests.push(resolve)));
    const { begun, steps, next } = gatedSteps();
    void queue.run('passage', steps('p1', 'p2', 'p3'));
    const first = queue.run('query', steps('q1'));
    await next();
    // Ends q1, after which nothing begins until the next query.
    void next();
    await first;
    await expect.poll(() => rests.length).toBe(1);
    expect(begun).toEqual(['p1', 'q1']);
    const second = queue.run('query', steps('q2'));
    await expect.poll(() => begun).toEqual(['p1', 'q1', 'q2']);
    void next();
    await second;
    await expect.poll(() => rests.length).toBe(2);
    rests[1]?.();
    await expect.poll(() => begun).toEqual(['p1', 'q1', 'q2', 'p2']);
    await next();
    expect(begun).toEqual(['p1', 'q1', 'q2', 'p2', 'p3']);
    expect(rests).toHaveLength(2);
  });

  it('lets passages go on when queries never end', async () => {
    let rests = 0;
    const queue = openBatchQueue(() => {
      rests += 1;
      return new Promise(() => undefined);
    });
    let embedded = 0;
    const passages = queue.run(
      'passage',
      Array.from({ length: 3 }, () => () => Promise.resolve(void (embedded += 1))),
    );
    let queries = 0;
    while (embedded < 3) {
      const before = rests;
      await queue.run('query', [() => Promise.resolve()]);
      queries += 1;
      // The next one comes while they rest.
      await expect.poll(() => rests > before || embedded === 3).toBe(true);
    }
    await passages;
    expect(queries).toBeGreaterThan(8);
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
