import { expect, it } from 'vitest';
import { IngestQueue, type IngestParts } from '../../src/corpus/ingest-queue.ts';
import { StorageError } from '../../src/errors.ts';
import type { QueuedRecord } from '../../src/storage/schema.ts';
import type { SourceDocument } from '../../src/types.ts';

const named = (name: string): SourceDocument => ({ name, bytes: new Blob([`Text of ${name}.`]) });

/** A queue over a store in memory, and the names of what it has parsed. Documents of `full` have no room. */
function makeQueue(full: ReadonlySet<string>): { queue: IngestQueue; parsed: string[] } {
  const contents = new Map<string, Blob>();
  const parsed: string[] = [];
  const store = {
    document: () => Promise.resolve(undefined),
    enqueue: ({ id, content }: QueuedRecord) => Promise.resolve(void contents.set(id, content)),
    queuedContent: (id: string) => Promise.resolve(contents.get(id)),
    commitParsed: ({ queued: { id } }: { queued: { id: string } }) =>
      full.has(id) ? Promise.reject(new StorageError('quota_exceeded', 'No room.')) : Promise.resolve({ id }),
  };
  const ignore = (): void => undefined;
  const queue = new IngestQueue({
    store: store as unknown as IngestParts['store'],
    checkSize: ignore,
    parse: (name) => {
      parsed.push(name);
      return Promise.resolve({}) as unknown as ReturnType<IngestParts['parse']>;
    },
    stopParsing: ignore,
    analyse: () => Promise.resolve({}) as unknown as ReturnType<IngestParts['analyse']>,
    reuse: () => Promise.resolve([]),
    onStored: ignore,
    onDescribed: ignore,
    onFailed: ignore,
    onChange: ignore,
  });
  return { queue, parsed };
}

it('reads what is new before what could not be read before, and that in the end', async () => {
  const full = new Set(['large.txt']);
  const { queue, parsed } = makeQueue(full);
  const read = async (name: string): Promise<string> =>
    (await (await queue.add(named(name))).outcome).outcome;
  expect(await read('large.txt')).toBe('failed');
  expect(queue.stalled.map(({ queued }) => queued.id)).toEqual(['large.txt']);
  full.clear();
  const first = await queue.add(named('first.txt'));
  expect(queue.waiting.map(({ id }) => id)).toEqual(['first.txt', 'large.txt']);
  const second = await queue.add(named('second.txt'));
  expect(await Promise.all([first.outcome, second.outcome])).toMatchObject([
    { outcome: 'added' },
    { outcome: 'added' },
  ]);
  await queue.idle();
  expect(parsed[0]).toBe('large.txt');
  expect(parsed[1]).toBe('first.txt');
  expect(parsed.toSorted()).toEqual(['first.txt', 'large.txt', 'large.txt', 'second.txt']);
  expect([queue.stalled, queue.waiting]).toEqual([[], []]);
});
