import { afterEach, describe, expect, it } from 'vitest';
import { deleteRag, openRag, type Rag, type SourceDocument } from '../../src/index.ts';

const QUESTION = 'How often is the filter cleaned?';

/** A document of so many chapters, each a passage. */
function chapters(name: string, count: number): SourceDocument {
  const text = Array.from(
    { length: count },
    (_, at) => `# Chapter ${at + 1}\n\n${`The machine number ${at} stands in hall ${at}. `.repeat(12)}`,
  ).join('\n\n');
  return { name, bytes: new TextEncoder().encode(text) };
}

const MANUAL: SourceDocument = {
  name: 'manual.txt',
  bytes: new TextEncoder().encode('Clean the filter every two weeks.'),
};

describe('an open corpus that reads and embeds', () => {
  const name = 'interactive-rag-test';
  let rag: Rag | undefined;
  afterEach(async () => {
    await rag?.close();
    await deleteRag(name);
  });

  it('answers before the passages that wait are embedded', async () => {
    /** Passages of the long document that have their vectors, as far as was told. */
    let embedded = 0;
    const begun = Promise.withResolvers<void>();
    rag = await openRag({
      name,
      assetBase: '/',
      device: 'wasm',
      onChange: ({ document }) => {
        if (document?.id !== 'long.md') return;
        embedded = document.embedded;
        if (embedded > 0) begun.resolve();
      },
    });
    await rag.add([MANUAL]);
    await rag.settled();
    await rag.add([chapters('long.md', 150)]);
    await begun.promise;
    const before = embedded;
    const { halves, passages } = await rag.retrieve(QUESTION);
    expect(halves.dense).toBe(true);
    expect(passages[0]?.document).toBe('manual.txt');
    // One batch may have been told of and another been under way; many more wait.
    expect(embedded - before).toBeLessThan(75);
    expect((await rag.documents())[1]).toMatchObject({ state: 'words', passages: 150 });
  });
});
