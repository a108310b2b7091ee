import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../../src/search/quote-candidates.ts';
import { profileQuestion } from '../../../src/search/question-profile.ts';
import { draftQuotes, type ChosenQuote, type QuotePassage } from '../../../src/search/quotes.ts';
import type { Block, BlockKind } from '../../../src/types.ts';
import { documentOf, searchWords } from './sample-corpus.ts';

const LEASE = documentOf('lease', [
  '# Rent',
  'The rent for the flat is 940 euros a month. It is due on the third working day. Late payment costs five per cent a year.',
  '# Deposit',
  'The tenant pays a deposit of three rents. The landlord keeps it in a separate account. It is paid back within six months after the end of the lease.',
  '# Pets',
  'Small animals such as hamsters are allowed. A dog needs the consent of the landlord. Consent may be withdrawn for good reason.',
]);

function ask(corpus: QuotePassage[], question: string, language = 'en'): ChosenQuote[] {
  const { question: profile, passages } = searchWords(corpus, question, language);
  return draftQuotes(profile, passages).choose();
}

/** One passage of a document of the given blocks. */
function listOf(parts: readonly [BlockKind, string][], id = 'list'): QuotePassage {
  let start = 0;
  const blocks = parts.map(([kind, { length }]): Block => {
    const block: Block = { kind, start, end: start + length, headings: [] };
    start += length + 2;
    return block;
  });
  const text = parts.map(([, part]) => part).join('\n\n');
  const place = { start: 0, end: text.length, context: '', score: 0 };
  return { documentId: id, document: `${id}.md`, text, blocks, language: 'en', ...place };
}

const marked = (quote: ChosenQuote | undefined): string | undefined =>
  quote?.text.slice(quote.mark[0], quote.mark[1]);

describe('draftQuotes', () => {
  it('marks the sentence that answers and widens it by its neighbours', () => {
    const [first] = ask(LEASE, 'How much is the rent for the flat?');
    expect(marked(first)).toBe('The rent for the flat is 940 euros a month.');
    expect(first?.text).toContain('third working day');
    expect(first?.document).toBe('lease.md');
  });

  it('follows a pronoun to the sentence before', () => {
    const [first] = ask(LEASE, 'When is the deposit paid back to the tenant?');
    expect(first?.text).toContain('within six months');
  });

  it('finds a rule by the heading above it', () => {
    expect(marked(ask(LEASE, 'Do pets such as a dog need consent?')[0])).toContain('A dog needs the consent');
  });

  it('quotes a table row with its column names', () => {
    const text = 'Berlin | 3,7\nHamburg | 1,9\nMünchen | 1,5';
    let start = 0;
    const blocks = text.split('\n').map((row, index): Block => {
      const block: Block = {
        kind: 'table-row',
        start,
        end: start + row.length,
        headings: [],
        row: index + 1,
        header: ['Stadt', 'Einwohner (Mio.)'],
      };
      start += row.length + 1;
      return block;
    });
    const passage: QuotePassage = {
      documentId: 'csv',
      document: 'cities.csv',
      text,
      blocks,
      language: 'de',
      start: 0,
      end: text.length,
      context: 'Stadt | Einwohner (Mio.)',
      score: 0,
    };
    const [first] = ask([passage], 'Wie viele Einwohner hat Hamburg?', 'de');
    expect(marked(first)).toBe('Hamburg | 1,9');
    expect(first?.header).toEqual(['Stadt', 'Einwohner (Mio.)']);
  });

  it('lets an embedder decide where words are equal', () => {
    const [passage] = documentOf('d', ['The cat sat there. The cat ran away.']);
    expect(passage).toBeDefined();
    if (!passage) return;
    const profile = profileQuestion('Where did the cat go?', 'en', { size: 1, documentFrequency: () => 1 });
    const draft = draftQuotes(profile, [passage]);
    const reading = draft.reading();
    expect(reading?.words).toEqual(['Where', 'did', 'the', 'cat', 'go', '?']);
    expect(reading?.texts).toEqual([['The cat sat there.', 'The cat ran away.']]);
    if (!reading) return;
    const matches = Float32Array.of(0.1, 0.3, 0.9, 0.9, 0.2, 0.1, 0.5, 0.3, 0.9, 0.9, 0.8, 0.1);
    expect(marked(draft.choose({ reading, matches })[0])).toBe('The cat ran away.');
    const reversed = Float32Array.from([...matches.slice(6), ...matches.slice(0, 6)]);
    expect(marked(draft.choose({ reading, matches: reversed })[0])).toBe('The cat sat there.');
  });

  it('chooses by words where an embedder says nothing', () => {
    const { question, passages } = searchWords(LEASE, 'How much is the rent for the flat?');
    const draft = draftQuotes(question, passages);
    const reading = draft.reading();
    expect(reading).toBeDefined();
    if (!reading) return;
    const byWords = draftQuotes(question, passages).choose();
    for (const matches of [new Float32Array(0), new Float32Array(reading.words.length * 2).fill(Number.NaN)])
      expect(draftQuotes(question, passages).choose({ reading, matches })).toEqual(byWords);
    const unread = new Float32Array(reading.words.length * reading.sentences.length).fill(Number.NaN);
    expect(draftQuotes(question, passages).choose({ reading, matches: unread })).toEqual(byWords);
    expect(draft.reading(() => false)).toBeUndefined();
  });

  it('says how likely each quote holds the answer', () => {
    const shares = ask(LEASE, 'How much is the rent for the flat?').map(({ share }) => share);
    expect(shares[0]).toBeGreaterThan(0.6);
    for (const share of shares.slice(1)) expect(share).toBeLessThan(0.2);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1);
  });

  it('marks what stands under a numbered label and ends no quote with one', () => {
    const [clauses] = documentOf('clauses', [
      '3. Rent. The tenant pays 940 euros a month, heating included. 4. Deposit. The tenant leaves three rents with the landlord, who keeps them apart. 5. Pets. A dog needs consent.',
    ]);
    expect(clauses).toBeDefined();
    if (!clauses) return;
    const [first] = ask([clauses], 'Deposit?');
    expect(marked(first)).toBe('The tenant leaves three rents with the landlord, who keeps them apart.');
    for (const quote of ask([clauses], 'How much does the tenant pay a month?'))
      expect(quote.text).not.toMatch(/\d\. \p{Lu}\p{L}+\.$/u);
  });

  it('marks the sentence under a heading that was asked for', () => {
    const [first] = ask(
      documentOf('lease', ['# § 4 Kaution', 'Drei Mieten sind zu hinterlegen.'], 'de'),
      'Kaution',
      'de',
    );
    expect(marked(first)).toBe('Drei Mieten sind zu hinterlegen.');
  });

  it('still marks the items of a numbered list', () => {
    const corpus = documentOf('list', ['1. Paris', '2. Rome', '3. Berlin']);
    expect(marked(ask(corpus, 'Rome')[0])).toBe('2. Rome');
  });

  it('quotes a lead-in with the items that it announces, not with what stands before it', () => {
    const passage = listOf([
      [
        'paragraph',
        'The plant has a boiler, and each filter of the boiler may clean the water further before it runs on into the tank beneath the roof.',
      ],
      ['paragraph', 'The boiler uses three filters:'],
      [
        'list-item',
        '• a sieve of fine steel that holds sand back and is washed out every month by the janitor of the house',
      ],
      [
        'list-item',
        '• a bed of coal from the shells of nuts that takes the smell away and lasts for about two years',
      ],
      ['list-item', '• a lamp'],
    ]);
    const [first] = ask([passage], 'Which three filters does the boiler use?');
    expect(marked(first)).toBe('The boiler uses three filters:');
    expect(first?.text).toMatch(/^The boiler uses three filters:[^]*• a lamp$/);
  });

  it('finds an item by what announces its list', () => {
    const passage = listOf([
      ['paragraph', 'Each month these costs of the lift are shared:'],
      ['list-item', '• oil, four euros'],
      ['list-item', '• electricity, two euros'],
      ['paragraph', 'Each month these costs of the laundry are shared:'],
      ['list-item', '• soap, five euros'],
      ['list-item', '• electricity, three euros'],
    ]);
    const quotes = ask([passage], 'How much is the electricity of the laundry?');
    const items = quotes.map((quote) => marked(quote)).filter((mark) => mark?.startsWith('•'));
    expect(items[0]).toBe('• electricity, three euros');
  });

  it('takes what a lead-in announces for what is read next, and makes nothing of its own kind', () => {
    const passage = listOf([
      ['paragraph', 'The filters of the boiler are cleaned in Bonn each year by hand.'],
      ['paragraph', 'The boiler has filters:'],
      ['list-item', '• a Brumo sieve'],
      ['list-item', '• a bed of coal beneath the Alto plate'],
    ]);
    const question = 'Which filters has the boiler beneath its plate?';
    const { question: profile, passages } = searchWords([passage], question);
    const leadIn = findCandidates(profile, passages)[1];
    expect(leadIn?.features.kind).toBe(0.5);
    expect(leadIn?.features.behind).toBeGreaterThan(0.2);
  });

  it('ends no quote with a lead-in whose items have no place in it', () => {
    const passage = listOf([
      ['paragraph', `The script prepares the build of the program${' step by step'.repeat(12)}.`],
      ['paragraph', 'It writes:'],
      ['list-item', `• a makefile${' for each folder of the sources'.repeat(4)}`],
    ]);
    const [first] = ask([passage], 'What does the script prepare for the build of the program?');
    expect(first?.text).toMatch(/step by step\.$/);
  });

  it('quotes a text before the table of contents that names it', () => {
    const passage = listOf([
      ['paragraph', '1 Getting started . . . . . . . . . . 5'],
      ['paragraph', '2 Installing the parallel version . . . . . . . . 7'],
      ['table-row', '3 Running the program . . . . . . . . .\t9'],
      ['heading', 'The parallel version'],
      ['paragraph', 'To get the version for several processors, type make parallel.'],
    ]);
    const [first] = ask([passage], 'How do I go about installing the parallel version?');
    expect(first?.text).toContain('make parallel');
  });

  it('takes a price behind dots for an answer', () => {
    const menu = (soup: number): QuotePassage =>
      listOf([
        ['table-row', `Soup of the day . . . . . . . . . .\t${soup}`],
        ['table-row', 'Coffee . . . . . . . .\t4'],
        ['table-row', 'Cake . . . . . . . .\t6'],
      ]);
    const scoreOf = (passage: QuotePassage): number =>
      ask([passage], 'What does a coffee cost?')[0]?.score ?? Number.NaN;
    expect(scoreOf(menu(9))).toBeGreaterThan(scoreOf(menu(2)));
  });

  it('quotes a text before a bar of links that names it', () => {
    const passage = listOf([
      ['list-item', 'Home | Circles | Regular Polygons | Arcs | Draw | Contact'],
      ['heading', 'Polygons'],
      ['paragraph', 'Click at the centre of the regular polygon and then at a corner of it.'],
    ]);
    const [first] = ask([passage], 'How do I draw regular polygons?');
    expect(first?.text).toContain('Click at the centre');
  });

  it('does not ask a sentence for the name of its document', () => {
    const text = 'The Brumo 4 is a fine mixer for dough. The bowl holds five litres of dough.';
    const titled = (title: string): QuotePassage[] =>
      documentOf('kitchen', [text]).map((passage) => ({ ...passage, title }));
    const question = 'How much dough does the Brumo 4 bowl hold?';
    const scores = (corpus: QuotePassage[]): number[] =>
      ['fine mixer', 'five litres'].map((words) => {
        const { question: profile, passages } = searchWords(corpus, question, 'en');
        const found = findCandidates(profile, passages).find(({ source, range }) =>
          source.passage.text.slice(range.start, range.end).includes(words),
        );
        return found?.features.own ?? Number.NaN;
      });
    const [plain, named] = [scores(titled('Kitchen')), scores(titled('Manual of the Brumo 4'))];
    expect(plain[1]).toBeLessThan(0.8);
    expect(named[1]).toBeGreaterThan(0.9);
    expect(named[0]).toBeCloseTo(plain[0] ?? 0);
  });

  it('still wants the name where nothing else is asked for', () => {
    const corpus = documentOf('brumo', ['The bowl is a dish. The Brumo is a mixer.']);
    expect(marked(ask(corpus, 'What is the Brumo?')[0])).toBe('The Brumo is a mixer.');
  });

  it('reads a remark on after the word that stands above it', () => {
    const passage = listOf([
      ['paragraph', 'The seed of the shuffle can be changed.'],
      ['heading', 'Note'],
      ['paragraph', 'It is kept in a file.'],
    ]);
    const [first] = ask([passage], 'Can the seed of the shuffle be changed?');
    expect(first?.text).toMatch(/changed\.\s+Note\s+It is kept in a file\.$/);
  });

  it('quotes a sentence before a caption in the same words', () => {
    const passage = listOf([
      ['caption', 'The speed of the pump by month.'],
      ['paragraph', 'The speed of the pump by month is read here.'],
    ]);
    expect(marked(ask([passage], 'What is the speed of the pump by month?')[0])).toMatch(/here\.$/);
  });

  it('does not quote the same words of a copy twice', () => {
    const copies = [
      ...documentOf('a', ['The key hangs behind the door.']),
      ...documentOf('b', ['The key hangs behind the door.']),
    ];
    expect(ask(copies, 'Where does the key hang?')).toHaveLength(1);
  });

  it('shows something else before it repeats itself in other words', () => {
    const alike = [
      ...documentOf('shop', ['You can cancel your order within two weeks after delivery.']),
      ...documentOf('terms', ['You may cancel the order within two weeks of delivery.']),
      ...documentOf('mail', ['You can cancel this order within two weeks after its delivery.']),
      ...documentOf('pass', ['Season tickets are cancelled by a letter to the office in Berlin.']),
      ...documentOf('gym', ['A membership that was cancelled ends with the quarter.']),
    ];
    const texts = ask(alike, 'How do I cancel?').map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(texts.filter((text) => text.includes('two weeks'))).toHaveLength(1);
  });

  it('quotes what is alike but for a number', () => {
    const rents = [
      ...documentOf('first', ['The rent for the flat is 940 euros a month.']),
      ...documentOf('second', ['The rent for the flat is 980 euros a month.']),
      ...documentOf('third', ['The flat has a rent that nobody knows.']),
    ];
    const texts = ask(rents, 'What is the rent for the flat?')
      .slice(0, 2)
      .map(({ text }) => text);
    expect(texts.join(' ')).toMatch(/940.*980|980.*940/);
  });

  it('cuts a sentence that is too long around the words of the question', () => {
    const filler = (word: string): string => `${word} `.repeat(40);
    const [first] = ask(
      documentOf('long', [`${filler('alpha')}the secret code is swordfish ${filler('omega')}`]),
      'What is the secret code?',
    );
    expect(first?.text).toContain('secret code is swordfish');
    expect(first?.text.length).toBeLessThanOrEqual(300);
  });

  it('quotes both halves of a sentence that is too long, each cut where it pauses', () => {
    const half = (word: string): string => `${`${word} `.repeat(36)}${word}, `;
    const text = `${half('alpha')}the code is swordfish and ${half('omega')}the other one is herring.`;
    const quotes = ask(documentOf('long', [text]), 'What is the code?');
    expect(quotes[0]?.text).toContain('code is swordfish');
    expect(quotes.map((quote) => quote.text).join(' ')).toContain('herring');
    expect(quotes[0]?.text).toMatch(/^the code|^alpha/);
  });

  it('answers in a script without spaces', () => {
    const corpus = documentOf(
      'zh',
      ['房租每月九百四十欧元。押金为三个月的房租。', '宠物需要房东的同意。'],
      'zh',
    );
    expect(marked(ask(corpus, '押金是多少？', 'zh')[0])).toBe('押金为三个月的房租。');
  });

  it('holds what it promises for any text: verbatim, short, marked inside, without overlap', () => {
    const words = fc.constantFrom(
      'rent',
      'Dog',
      'pays.',
      'the',
      '940',
      '日本語。',
      'Über',
      'a'.repeat(350),
      '👩‍👩‍👧',
      '\n',
      'x;',
      'why?',
    );
    const paragraph = fc
      .array(words, { minLength: 1, maxLength: 90 })
      .map((list) => list.join(' ').trim() || 'x');
    fc.assert(
      fc.property(fc.array(paragraph, { minLength: 1, maxLength: 6 }), (paragraphs) => {
        const corpus = documentOf('any', paragraphs);
        const profile = profileQuestion('Why the rent of a dog 日本?', 'en', {
          size: 9,
          documentFrequency: () => 2,
        });
        const quotes = draftQuotes(profile, corpus).choose();
        expect(quotes.length).toBeLessThanOrEqual(3);
        for (const quote of quotes) {
          const { text, start, end, mark, passage } = quote;
          expect(corpus[passage]?.text.slice(start, end)).toBe(text);
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(300);
          expect(text.trim()).toBe(text);
          expect(mark[0]).toBeGreaterThanOrEqual(0);
          expect(mark[1]).toBeGreaterThan(mark[0]);
          expect(mark[1]).toBeLessThanOrEqual(text.length);
          expect(text.isWellFormed?.() ?? true).toBe(true);
        }
        const ranges = quotes.map(({ start, end }) => [start, end] as const).sort((a, b) => a[0] - b[0]);
        ranges.forEach(([start], index) => expect(start).toBeGreaterThanOrEqual(ranges[index - 1]?.[1] ?? 0));
        expect(quotes.map(({ score }) => score)).toEqual(
          quotes.map(({ score }) => score).sort((a, b) => b - a),
        );
      }),
      { numRuns: 150 },
    );
  });
});
