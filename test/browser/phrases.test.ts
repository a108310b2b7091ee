import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { parseDocument } from '../../src/ingest/parse-document.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { RetrieveOptions } from '../../src/api.ts';
import type { PhraseMatch } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';

const setup: CorpusSetup = {
  name: 'phrases-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};

const TEXTS: Readonly<Record<string, string>> = {
  'lease.txt': 'The tenant has quiet enjoyment of the flat. The rent is due on the first of each month.',
  'letter.txt': 'We hope for your enjoyment of a quiet flat. The tenant pays the rent by standing order.',
  'vertrag.txt': 'Die ordentliche Kündigung ist mit der Kündigungsfrist von drei Monaten möglich.',
  'brief.txt': 'Die Kündigung muss ordentlich begründet sein, sonst gilt sie nicht.',
  'pumps.txt': 'Centrifugal pumps move water. They need care in winter.',
};

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(): Promise<Corpus> {
  const ignore = (): void => undefined;
  const spawnParser: Parameters<typeof Corpus.open>[1]['spawnParser'] = () => ({
    api: { parse: (name, bytes, limits) => parseDocument(bytes, name, limits) },
    terminate: ignore,
  });
  const processes = { spawnParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open(setup, processes, ignore, ignore);
  return corpus;
}

/** Names of the documents that a question finds, best first, and what it says of phrases. */
async function find(
  question: string,
  options: RetrieveOptions = {},
): Promise<{ names: string[]; phrases: PhraseMatch[] | undefined }> {
  const { passages, phrases } = (await corpus?.retrieve(question, options)) ?? { passages: [] };
  return { names: passages.map(({ document }) => document), phrases };
}

beforeEach(async () => {
  fake = new FakeEmbedder();
  const opened = await open();
  await opened.add(
    Object.entries(TEXTS).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })),
  );
  await opened.settled();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

describe('a phrase in quotation marks', () => {
  it.each(['hybrid', 'lexical'] as const)('is found word for word (%s)', async (mode) => {
    expect(await find('"Quiet Enjoyment"', { mode })).toEqual({
      names: ['lease.txt'],
      phrases: [{ text: 'Quiet Enjoyment', found: true }],
    });
    expect((await find('„ordentliche kundigung“', { mode })).names).toEqual(['vertrag.txt']);
  });

  it('comes first where the question asks for more', async () => {
    const { names, phrases } = await find(
      'Which flat has the "enjoyment of a quiet flat"? The tenant of the lease?',
    );
    expect(names[0]).toBe('letter.txt');
    expect(names).toContain('lease.txt');
    expect(phrases).toEqual([{ text: 'enjoyment of a quiet flat', found: true }]);
  });

  it('does not hide what is there when no passage holds it', async () => {
    const { names, phrases } = await find('"quiet tenant"');
    expect(names).toEqual(expect.arrayContaining(['lease.txt', 'letter.txt']));
    expect(phrases).toEqual([{ text: 'quiet tenant', found: false }]);
  });

  it('is no matter for a search by meaning, and absent where there is none', async () => {
    expect((await find('"quiet enjoyment"', { mode: 'dense' })).phrases).toBeUndefined();
    expect((await find('quiet enjoyment')).phrases).toBeUndefined();
  });

  it('is looked for among the documents that are asked for', async () => {
    const { names, phrases } = await find('"quiet enjoyment"', { documentIds: ['letter.txt', 'pumps.txt'] });
    expect(names).not.toContain('lease.txt');
    expect(phrases).toEqual([{ text: 'quiet enjoyment', found: false }]);
  });
});

describe('a word with a star', () => {
  it('finds what begins with it, after another opening too', async () => {
    const expected = ['brief.txt', 'vertrag.txt'];
    expect((await find('kündig*', { mode: 'lexical' })).names.toSorted()).toEqual(expected);
    await corpus?.close();
    await open();
    expect((await find('kündig*', { mode: 'lexical' })).names.toSorted()).toEqual(expected);
    expect((await find('Kündigungsfr*', { mode: 'lexical' })).names).toEqual(['vertrag.txt']);
    expect((await corpus?.retrieve('Kündigungsfr*', { mode: 'lexical' }))?.found).toBe(true);
    expect((await corpus?.retrieve('Wasserpum*', { mode: 'lexical' }))?.found).toBe(false);
  });
});
