import type { ReactiveControllerHost } from 'lit';
import { describe, expect, it } from 'vitest';
import type { AddOutcome, DocumentInfo, Rag, Status } from '../../../src/index.ts';
import { CorpusController } from '../../../src/app/documents/corpus-controller.ts';

const SOURCES = ['Lease.txt', 'Costs.txt'].map((name) => ({ id: name, name, bytes: new ArrayBuffer(3) }));
const DOCUMENTS = SOURCES.map(({ id, name }) => ({ id, name, bytes: 3 }) as DocumentInfo);
const OUTCOMES: AddOutcome[] = SOURCES.map(({ id, name }) => ({ id, name, outcome: 'added' }));

/** A page on a corpus that reads documents at once, and lists them when it is let. */
function controllerOf(list: () => Promise<DocumentInfo[]>): {
  corpus: CorpusController;
  seen: { rows: number; notice: string | undefined }[];
} {
  const seen: { rows: number; notice: string | undefined }[] = [];
  const host: ReactiveControllerHost = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => seen.push({ rows: corpus.rows.length, notice: corpus.notice?.text }),
    updateComplete: Promise.resolve(true),
  };
  const corpus = new CorpusController(host);
  corpus.rag = {
    add: async () => OUTCOMES,
    documents: list,
    status: async () => ({}) as Status,
  } as unknown as Rag;
  return { corpus, seen };
}

describe('CorpusController', () => {
  it('keeps the rows of files on their way until it knows the documents that were made of them', async () => {
    let list = (_documents: DocumentInfo[]): void => undefined;
    const listed = new Promise<DocumentInfo[]>((resolve) => (list = resolve));
    const { corpus, seen } = controllerOf(() => listed);
    const adding = corpus.add(SOURCES);
    await Promise.resolve();
    list(DOCUMENTS);
    await adding;
    expect(seen.map(({ rows }) => rows).every((rows) => rows === 2)).toBe(true);
    expect(corpus.incoming).toEqual([]);
    expect(seen.at(-1)).toEqual({ rows: 2, notice: '2 documents were read.' });
  });

  it('does not hide behind good news that it cannot look at the documents', async () => {
    const { corpus, seen } = controllerOf(() => Promise.reject(new Error('The corpus is gone.')));
    await corpus.add(SOURCES);
    expect(corpus.notice).toMatchObject({ kind: 'trouble' });
    expect(seen.at(-1)?.notice).toContain('The corpus is gone.');
  });
});
