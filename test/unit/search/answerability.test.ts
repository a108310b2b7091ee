import { describe, expect, it } from 'vitest';
import { judgeAnswerability, type AnswerabilityInput } from '../../../src/search/answerability.ts';
import { documentOf, searchWords } from './sample-corpus.ts';

const LEASE = documentOf('lease', [
  '# Rent',
  'The rent for the flat is 940 euros a month. It is due on the third working day. Late payment costs five per cent a year.',
  '# Deposit',
  'The tenant pays a deposit of three rents. The landlord keeps it in a separate account. It is paid back within six months after the end of the lease.',
  '# Pets',
  'Small animals such as hamsters are allowed. A dog needs the consent of the landlord. Consent may be withdrawn for good reason.',
]);
const MIETVERTRAG = documentOf(
  'mietvertrag',
  [
    'Die Miete für die Wohnung beträgt 940 Euro im Monat. Sie ist am dritten Werktag fällig.',
    'Der Mieter zahlt eine Kaution von drei Mieten. Sie wird nach dem Auszug zurückgezahlt.',
    'Hunde brauchen die Zustimmung der Vermieterin Anna Schulz.',
  ],
  'de',
);

const isAnswerable = (input: AnswerabilityInput): boolean => judgeAnswerability(input) !== 'absent';
const isFound = (question: string, corpus = LEASE, language = 'en'): boolean =>
  isAnswerable(searchWords(corpus, question, language));

describe('judgeAnswerability', () => {
  it('asks for less where only words can tell, as a missing one may stand there in another form', () => {
    const input = searchWords(LEASE, 'Must a dog be approved by the owner?', 'en');
    expect(isAnswerable({ ...input, hasMeaning: false })).toBe(true);
    expect(isAnswerable({ ...input, hasMeaning: true })).toBe(false);
    expect(
      isAnswerable({ ...searchWords(LEASE, 'How does photosynthesis work?', 'en'), hasMeaning: false }),
    ).toBe(false);
  });

  it.each([
    'How much is the rent?',
    'When is the rent due?',
    'How high is the deposit?',
    'May I keep a dog in the flat?',
    'What does late payment cost?',
    'When will I get my deposit back?',
    'rent',
  ])('finds in three paragraphs of a lease: %s', (question) => {
    expect(isFound(question)).toBe(true);
  });

  it.each([
    'How does photosynthesis work?',
    'Who won the world cup in 1954?',
    'What is the capital of Australia?',
    'Which protein carries oxygen in human blood?',
    'Explain the theory of relativity.',
  ])('refuses what a lease does not speak of: %s', (question) => {
    expect(isFound(question)).toBe(false);
  });

  it.each([
    'Wie hoch ist die Miete?',
    'Wer muss zustimmen, wenn ich Hunde halten will?',
    'Wann wird die Kaution zurückgezahlt?',
  ])('finds in German: %s', (question) => {
    expect(isFound(question, MIETVERTRAG, 'de')).toBe(true);
  });

  it('refuses in German', () => {
    expect(isFound('Wie funktioniert die Photosynthese bei Pflanzen?', MIETVERTRAG, 'de')).toBe(false);
  });

  it('does not take missing words for evidence where the question is in another language', () => {
    const searched = searchWords(MIETVERTRAG, 'How high is the deposit?', 'en');
    const [first] = MIETVERTRAG;
    expect(first).toBeDefined();
    const nearest = {
      ...searched,
      hits: [{ key: 1, score: 1, matchedTerms: [] }],
      passages: MIETVERTRAG,
    };
    expect(isAnswerable({ ...nearest, hasMeaning: true })).toBe(true);
    expect(isAnswerable({ ...nearest, hasMeaning: false })).toBe(false);
    // Passages in the question's own language lie further off: their words say nothing about the best one.
    const mixed = { ...nearest, hasMeaning: true, passages: [...MIETVERTRAG, ...LEASE] };
    expect(isAnswerable(mixed)).toBe(false);
    expect(isAnswerable({ ...mixed, crossesLanguages: true })).toBe(true);
    expect(isFound('Who is Anna Schulz?', MIETVERTRAG, 'en')).toBe(true);
  });

  it('refuses when there is nothing to search', () => {
    expect(isFound('How much is the rent?', [])).toBe(false);
  });
});
