import { describe, expect, it } from 'vitest';
import { Grounding } from '../../../src/inference/writing/grounding.ts';
import type { PromptSource } from '../../../src/inference/writing/prompt-sources.ts';

function source(text: string, language = 'en', document = 'a.pdf'): PromptSource {
  const evidence = { documentId: document, document, text, start: 0, end: text.length, anchor: {} };
  return {
    evidence: { ...evidence, mark: [0, text.length] },
    given: [0, text.length],
    context: '',
    language,
  };
}

/** The words of the sources that carry a sentence. */
function carriers(sentence: string, sources: PromptSource[], question = ''): string[] {
  return new Grounding(question, sources)
    .supportsOf(sentence)
    .map(({ evidence }) => evidence.text.slice(...evidence.mark));
}

const LEASE =
  'The lease began on 1 May 2019. The monthly rent is 1,250.50 euros, paid to Anna Miller. Pets need consent.';
const RENT = 'The monthly rent is 1,250.50 euros, paid to Anna Miller.';

describe('a sentence that a model wrote', () => {
  it.each([
    'The rent is 1,250.50 euros a month.',
    'The rent is 1250.5 euros.',
    'According to the document, the monthly rent of 1.250,50 euros is paid to Anna Miller.',
    'Anna Miller is paid the rent monthly.',
    '1250.50 euros',
  ])('is carried by the sentence with its words, names and numbers: %s', (sentence) => {
    expect(carriers(sentence, [source('Nothing here.'), source(LEASE)])).toEqual([RENT]);
  });

  it.each([
    ['another number', 'The monthly rent is 1,350.50 euros.'],
    ['another name', 'The monthly rent is paid to Anna Becker.'],
    ['another subject', 'Becker paid the monthly rent in euros.'],
    ['other words', 'The heating costs are paid by the landlord.'],
    ['a number of another place', 'The monthly rent needs 2019 pets.'],
    ['nothing to look up', 'Yes, it is.'],
    ['words about the text only', 'The answer is in the text.'],
  ])('is not carried when it holds %s', (_what, sentence) => {
    expect(carriers(sentence, [source(LEASE)])).toEqual([]);
  });

  it.each([
    ['Sales grew by 45 %.', 'Sales grew by 45 percent.'],
    ['He came third of twelve.', 'He came 3rd of 12.'],
    ['They sold 2.5 million cars.', 'They sold 2,500,000 cars.'],
    ['It has 1 200 members and 7 clubs.', 'It has 1,200 members and seven clubs.'],
    ['Due on 05.03.2024.', 'Due on 5.3.2024.'],
  ])('may write numbers in another format: %s', (text, sentence) => {
    expect(carriers(sentence, [source(text.replace('1 200', '1\u00A0200'))])).toHaveLength(1);
  });

  it('does not take millions for billions', () => {
    expect(carriers('They sold 2.5 billion cars.', [source('They sold 2.5 million cars.')])).toEqual([]);
  });

  it('may use the words of the question, which carry nothing by themselves', () => {
    const question = 'How high is the deposit that Mr Kowalski owes?';
    const sources = [source('It amounts to 900 euros.')];
    expect(carriers('The deposit that Kowalski owes is 900 euros.', sources, question)).toHaveLength(1);
    expect(carriers('The deposit that Kowalski owes is high.', sources, question)).toEqual([]);
    expect(carriers('The deposit that Kowalski owes is 800 euros.', sources, question)).toEqual([]);
  });

  it('may repeat the document name and headings', () => {
    const given = {
      ...source('It amounts to 900 euros.', 'en', 'Deposit-Kowalski.pdf'),
      context: 'Security',
    };
    expect(carriers('The security deposit of Kowalski amounts to 900 euros.', [given])).toHaveLength(1);
  });

  it('rests on neighbouring sentences, both marked', () => {
    expect(
      carriers('The lease began on 1 May 2019 and the rent is 1,250.50 euros.', [source(LEASE)]),
    ).toEqual([`The lease began on 1 May 2019. ${RENT}`]);
  });

  it('rests on two sources where each holds a part, the fuller one first', () => {
    const sources = [
      source('Paris has the Louvre.'),
      source('Berlin has a museum island with five museums.'),
    ];
    const found = new Grounding('', sources).supportsOf(
      'Berlin has a museum island with five museums, Paris has the Louvre.',
    );
    expect(found.map((support) => support.source)).toEqual([1, 0]);
  });

  it('takes no support from a number that happens to stand in another source', () => {
    const sources = [source('In 2014 the group moved to Berlin.'), source('Lunch costs 25 euros.')];
    expect(carriers('In 25 the group moved to Berlin.', sources)).toEqual([]);
  });

  it('names two sources that say the same, in their order, and no third', () => {
    const copies = ['a', 'b', 'c'].map((name) => source(RENT, 'en', name));
    const found = new Grounding('', copies).supportsOf('The rent is 1,250.50 euros.');
    expect(found.map((support) => support.source)).toEqual([0, 1]);
  });

  it('is looked up only in what the model was given', () => {
    const given: PromptSource = { ...source(LEASE), given: [LEASE.indexOf('Pets'), LEASE.length] };
    expect(carriers('The rent is 1,250.50 euros.', [given])).toEqual([]);
    expect(carriers('Pets need consent.', [given])).toEqual(['Pets need consent.']);
  });
});

describe('a sentence in another language', () => {
  const cases: [language: string, text: string, right: string, wrong: string][] = [
    [
      'de',
      'Die monatliche Miete beträgt 950 Euro. Zahlungsempfänger ist Anna Müller-Lüdenscheidt.',
      'Die Miete beträgt monatlich 950 Euro.',
      'Zahlungsempfänger ist Frau Anna Becker.',
    ],
    ['zh', '月租金为950欧元。房东是王小明。', '租金是每月950欧元。', '房东是李大卫先生。'],
    [
      'ja',
      '家賃は月額950ユーロです。大家は田中さんです。',
      '家賃は950ユーロです。',
      '大家は鈴木健一さんです。',
    ],
    ['ar', 'الإيجار الشهري 950 يورو. المالك هو أحمد.', 'الإيجار الشهري هو ٩٥٠ يورو.', 'المالك هو يوسف.'],
    [
      'ru',
      'Арендная плата составляет 950 евро. Владелец Анна Петрова.',
      'Плата составляет 950 евро.',
      'Владелец дома Анна Сидорова.',
    ],
    [
      'fr',
      "Le loyer mensuel est de 950 euros. Il est payé à l'agence Dupont.",
      'Le loyer est de 950 euros.',
      "Il est payé à l'agence Martin.",
    ],
  ];

  it.each(cases)('is carried or not, in %s', (language, text, right, wrong) => {
    expect(carriers(right, [source(text, language)])).toHaveLength(1);
    expect(carriers(wrong, [source(text, language)])).toEqual([]);
  });

  it('takes German nouns for words, not for names', () => {
    const text =
      'Der Vermieter erhöht die Miete für die Wohnung nach der Sanierung der Heizung um fünf Prozent.';
    const sentence =
      'Die Miete der Wohnung erhöht der Vermieter nach Sanierung der alten Heizung um 5 Prozent.';
    expect(carriers(sentence, [source(text, 'de')])).toHaveLength(1);
  });
});
