import { describe, expect, it } from 'vitest';
import { TextQueue } from '../../../src/inference/writing/text-queue.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function read(queue: TextQueue, pause = false): Promise<string> {
  let text = '';
  for await (const piece of queue) {
    text += piece;
    if (pause) await turn();
  }
  return text;
}

describe('text that is pushed and pulled', () => {
  it.each([false, true])('loses nothing, with a slow reader: %s', async (isSlow) => {
    const queue = new TextQueue();
    const reading = read(queue, isSlow);
    let pushed = '';
    for (let at = 0; at < 50; at++) {
      queue.push(`${at},`);
      pushed += `${at},`;
      if (at % 3 === 0) await turn();
    }
    queue.close();
    expect(await reading).toBe(pushed);
  });

  it('gives what was pushed before it was read, and nothing after its end', async () => {
    const queue = new TextQueue();
    queue.push('a');
    queue.push('b');
    queue.close();
    queue.push('c');
    expect(await read(queue)).toBe('ab');
  });

  it('gives its text before its first error', async () => {
    const queue = new TextQueue();
    const first = new Error('first');
    queue.push('a');
    queue.fail(first);
    queue.fail(new Error('second'));
    const reader = queue[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: 'a' });
    await expect(reader.next()).rejects.toBe(first);
  });
});
