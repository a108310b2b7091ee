import { describe, expect, it } from 'vitest';
import type { RetrieveOptions } from '../../../src/api.ts';
import type { ActiveEmbedder } from '../../../src/corpus/active-embedder.ts';
import { analyse } from '../../../src/corpus/analysis.ts';
import { Catalogue } from '../../../src/corpus/catalogue.ts';
import { indexDocument, type Indexes } from '../../../src/corpus/load-indexes.ts';
import { Retriever } from '../../../src/corpus/retriever.ts';
import { TextCache } from '../../../src/corpus/text-cache.ts';
import { parsePlainText } from '../../../src/ingest/plain-text.ts';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { createExactIndex } from '../../../src/search/exact-index.ts';
import type { DocumentRecord } from '../../../src/storage/schema.ts';
import type { TokenCounter } from '../../../src/text/token-counter.ts';
import type { ParsedDocument, Retrieval } from '../../../src/types.ts';

interface Text {
  text: string;
  /** Stands in for the embedder's. */
  vector?: [x: number, y: number];
  /** Above all of it. */
  headings?: string[];
}

const counter: TokenCounter = { count: (text) => text.split(/\s+/).filter(Boolean).length };

/** A corpus of one-passage documents in memory, each named by its key. */
async function retrieverOf(texts: Record<string, Text>, question?: [x: number, y: number]) {
  const indexes: Indexes = { catalogue: new Catalogue(), lexical: createBm25Index(), spaces: new Map() };
  const index = createExactIndex(2);
  const parsed = new Map<string, ParsedDocument>();
  for (const [at, [id, { text, vector, headings = [] }]] of Object.entries(texts).entries()) {
    const read = await parsePlainText(new TextEncoder().encode(text), id, PARSE_LIMITS);
    const document = { ...read, blocks: read.blocks.map((block) => ({ ...block, headings })) };
    parsed.set(id, document);
    const record: DocumentRecord = {
      id,
      name: id,
      bytes: text.length,
      sha256: id.padEnd(64, '0'),
      firstKey: at * 10,
      addedAt: at,
      state: 'words',
      passages: 1,
    };
    const analysed = await analyse(document, id, counter, 60, async (steps) => [...steps]);
    indexDocument(indexes, record, { ...analysed, vectors: [] });
    if (vector) index.add([at * 10], new Float32Array(vector));
  }
  const embedder = {
    space: { fingerprint: 'test', manifest: { embedder: { languages: ['en'] } }, index },
    service: {
      embedQuestion: async () => question && new Float32Array(question),
      compare: async () => undefined,
    },
  } as unknown as ActiveEmbedder;
  const cache = new TextCache(async (id) => parsed.get(id));
  const retriever = new Retriever(indexes, cache, () => embedder, undefined);
  return (text: string, options: RetrieveOptions = {}): Promise<Retrieval> =>
    retriever.retrieve(text, options);
}

const documentsOf = (passages: readonly { documentId: string }[]): string[] =>
  passages.map(({ documentId }) => documentId);

describe('Retriever', () => {
  it('puts the passage first whose sentence holds what others hold here and there', async () => {
    const retrieve = await retrieverOf({
      scattered: {
        text: 'The pump stands in the cellar. Pump and pump again: the cellar has more than one. Oil is sold in the shop. A change of plans was made.',
      },
      answer: {
        text: 'Some words about the house and the garden come first, and a few more about the neighbours. Change the oil of the pump in the cellar once a year.',
      },
      other: { text: 'The rent is due on the third of the month.' },
    });
    const { passages, quotes } = await retrieve('How often do I change the oil of the pump in the cellar?');
    expect(passages[0]?.documentId).toBe('answer');
    expect(quotes[0]).toMatchObject({ documentId: 'answer', passage: 0 });
    const [first, second] = passages;
    expect(first?.score).toBeGreaterThanOrEqual(second?.score ?? Infinity);
    expect(first?.why.leads).toBe(true);
    expect(first?.why.lexicalRank).toBe(2);
    expect(first?.why.matchedTerms).toContain('oil');
  });

  it('puts a list of literature behind what is said, unless it is asked for', async () => {
    const retrieve = await retrieverOf({
      works: {
        text: 'Berg, Wear of lift cables, 1998. Thal, Wear of the cables of a lift, 2003.',
        headings: ['References'],
      },
      care: { text: 'The cables of a lift show wear after ten years of use in a house.' },
      house: { text: 'The lift is in the hall.' },
    });
    const said = await retrieve('How long until lift cables show wear?');
    expect(documentsOf(said.passages)).toEqual(['care', 'house', 'works']);
    const scores = said.passages.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const asked = await retrieve('Who wrote about the wear of lift cables?');
    expect(documentsOf(asked.passages)[0]).toBe('works');
  });

  it('tells which passages were left out and why, where asked', async () => {
    const rent = 'The rent is 940 euros a month and due on the third.';
    const retrieve = await retrieverOf({
      lease: { text: rent },
      copy: { text: 'The rent is 940 euros a month, and due on the third!' },
      letter: { text: 'We ask for the rent of May, which did not come in yet.' },
      house: { text: 'A rent may be raised after a year.' },
    });
    expect(await retrieve('What is the rent?', { limit: 2 })).not.toHaveProperty('dropped');
    const { passages, dropped } = await retrieve('What is the rent a month?', { limit: 2, explain: true });
    expect(passages).toHaveLength(2);
    expect(dropped?.map(({ reason }) => reason).toSorted()).toEqual(['copy', 'rank']);
    const copied = dropped?.find(({ reason }) => reason === 'copy');
    expect(passages.map(({ id }) => id)).toContain(copied?.copyOf);
  });

  it('tells which words were looked for, as they were written and as documents hold them', async () => {
    const retrieve = await retrieverOf({ lease: { text: 'The rents are due on the third.' } });
    const { terms, passages } = await retrieve('When is the “rent” due?', { explain: true });
    expect(terms).toEqual([
      { word: 'rent', term: 'rent' },
      { word: 'due', term: 'due' },
    ]);
    expect(passages[0]?.why.matchedTerms.toSorted()).toEqual(['due', 'rent']);
    expect(await retrieve('When is the rent due?')).not.toHaveProperty('terms');
  });

  it('tells the ranks of passages that are asked for, however far behind they are', async () => {
    const others = Array.from({ length: 12 }, (_unused, at) => [
      `other${at}`,
      { text: `The rent of flat ${at} is due on the third day of each month.`, vector: [1, at / 100] },
    ]);
    const retrieve = await retrieverOf(
      {
        ...(Object.fromEntries(others) as Record<string, { text: string; vector: number[] }>),
        missed: { text: 'Money for the landlord is rent, in a word.', vector: [0, 1] },
        garden: { text: 'The birch was felled.', vector: [-1, 0] },
      },
      [1, 0],
    );
    const all = await retrieve('rent', { limit: 50, mode: 'lexical' });
    const missed = all.passages.find(({ documentId }) => documentId === 'missed');
    const garden = (await retrieve('birch')).passages.find(({ documentId }) => documentId === 'garden');
    const examine = [missed?.id ?? '', garden?.id ?? '', 'nobody-0'];
    const { passages, examined } = await retrieve('rent due', { limit: 2, examine });
    expect(passages).toHaveLength(2);
    expect(examined?.map(({ passage }) => passage.documentId)).toEqual(['missed', 'garden']);
    const [first, second] = examined ?? [];
    expect(first?.place).toBeGreaterThan(2);
    expect(first?.passage.why).toMatchObject({ lexicalRank: 13, denseRank: 13, matchedTerms: ['rent'] });
    expect(second?.passage.why).toMatchObject({ denseRank: 14, matchedTerms: [] });
    expect(second?.passage.why).not.toHaveProperty('lexicalRank');
    expect(await retrieve('rent')).not.toHaveProperty('examined');
  });

  it('brings in another side of the subject where asked, by the vectors', async () => {
    const retrieve = await retrieverOf(
      {
        first: { text: 'alpha beta gamma delta', vector: [1, 0] },
        alike: { text: 'epsilon zeta eta theta', vector: [0.99, 0.14] },
        other: { text: 'iota kappa lambda mu', vector: [0.6, 0.8] },
        far: { text: 'nu xi omicron pi', vector: [-0.2, 1] },
      },
      [1, 0.05],
    );
    const options = { mode: 'dense', limit: 2 } as const;
    expect(documentsOf((await retrieve('x', options)).passages)).toEqual(['first', 'alike']);
    const { passages, dropped } = await retrieve('x', { ...options, diversity: 0.6, explain: true });
    expect(passages[0]?.documentId).toBe('first');
    expect(passages[1]?.documentId).not.toBe('alike');
    expect(dropped?.find(({ passage }) => passage.documentId === 'alike')?.reason).toBe('alike');
  });

  it('takes quotes from passages that are returned', async () => {
    const retrieve = await retrieverOf(
      Object.fromEntries(
        ['a', 'b', 'c'].map((id) => [id, { text: `The rent of flat ${id} is due on the third.` }]),
      ),
    );
    const { passages, quotes } = await retrieve('When is the rent of flat b due?', { limit: 1 });
    expect(passages).toHaveLength(1);
    expect(quotes.map(({ passage }) => passage)).toEqual(quotes.map(() => 0));
  });
});
