import { describe, expect, it } from 'vitest';
import { judgeAnswerability, type AnswerabilityInput } from '../../../src/search/answerability.ts';
import type { Calibration } from '../../../src/search/calibration.ts';
import type { Confidence } from '../../../src/types.ts';
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

  describe('with sentences that were read closely', () => {
    const judgeRead = (question: string, nearCoverage?: number): Confidence =>
      judgeAnswerability({
        ...searchWords(LEASE, question, 'en'),
        hasMeaning: true,
        ...(nearCoverage !== undefined && { nearCoverage }),
      });

    it('shows as doubtful what its words alone would refuse, where a sentence has the question in other words', () => {
      const question = 'Must a dog be approved by the owner?';
      expect(judgeRead(question)).toBe('absent');
      expect(judgeRead(question, 0.7)).toBe('doubtful');
      expect(judgeRead(question, 0.3)).toBe('absent');
    });

    it('refuses what its words leave in doubt, where no sentence has the question', () => {
      const question = 'Will the landlord repair my deposit machine?';
      expect(judgeRead(question)).toBe('doubtful');
      expect(judgeRead(question, 0.7)).toBe('doubtful');
      expect(judgeRead(question, 0.3)).toBe('absent');
    });

    it('asks less of one sentence the more words a question has', () => {
      const short = 'Will the landlord repair my deposit machine?';
      const long =
        'Will the landlord repair my deposit machine, the broken window, the noisy heating, the leaking kitchen pipe, the rusty balcony railing and the cellar lamp?';
      expect([judgeRead(short, 0.45), judgeRead(long, 0.45), judgeRead(long, 0.2)]).toEqual([
        'absent',
        'doubtful',
        'absent',
      ]);
    });

    it('does not doubt for that what is clear by its words', () => {
      expect(judgeRead('When is the rent due?', 0.1)).toBe('found');
    });
  });

  describe('with what the corpus says of itself', () => {
    /** A corpus in which questions find this much by chance, whatever their length, half as much or half more. */
    const calibrationOf = (chance: number, prominence = 0.7): Calibration => ({
      base: chance,
      perWord: 0,
      spread: Array.from({ length: 100 }, (_, at) => 0.5 + at / 99),
      languages: new Map([['en', 100]]),
      prominence,
    });
    const filler = documentOf(
      'house',
      Array.from({ length: 60 }, (_, at) => `Room ${at} has a window, a door and a number on a small plate.`),
    );
    const corpus = [...LEASE, ...filler];
    const judge = (question: string, calibration?: Calibration): Confidence =>
      judgeAnswerability({
        ...searchWords(corpus, question, 'en'),
        hasMeaning: true,
        ...(calibration && { calibration }),
      });

    it('asks for more where more is found by chance', () => {
      // It shares the dog and the landlord with the text, and not the rest.
      const question = 'Must a dog bark at the landlord every morning?';
      expect(judge(question, calibrationOf(0.2))).toBe('found');
      expect(judge(question, calibrationOf(0.9))).not.toBe('found');
      expect(judge('How does photosynthesis work?', calibrationOf(0.2))).toBe('absent');
    });

    it('hears a question in words of its own, however much is found by chance', () => {
      const question = 'How high is the deposit?';
      expect(judge(question, calibrationOf(5))).toBe('found');
      expect(judge(question, calibrationOf(5, 0.1))).toBe('found');
    });

    it('doubts what is only a little more than chance', () => {
      const levels = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((chance) =>
        judge('Must a dog bark at the landlord every morning?', calibrationOf(chance, 2)),
      );
      const order: Confidence[] = ['found', 'doubtful', 'absent'];
      expect(new Set(levels)).toEqual(new Set(order));
      expect(levels).toEqual([...levels].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    });

    it('learns nothing of a question from sentences of other languages', () => {
      const question = 'Must a dog bark at the landlord every morning?';
      const judgeBy = (language: string): Confidence =>
        judge(question, { ...calibrationOf(0.2), languages: new Map([[language, 100]]) });
      expect(judge(question)).toBe('absent');
      expect(judgeBy('en')).toBe('found');
      expect(judgeBy('de')).toBe('absent');
      // A text whose language cannot be told may be of any.
      expect(judgeBy('und')).toBe('found');
    });

    it('lets vectors weigh in by what this corpus calls near', () => {
      const searched = searchWords(corpus, 'Must a dog bark at the landlord every morning?', 'en');
      const judgeNear = (denseScore: number, chance: number): Confidence =>
        judgeAnswerability({
          ...searched,
          hits: searched.hits.map((hit, at) => (at === 0 ? { ...hit, denseRank: 1, denseScore } : hit)),
          hasMeaning: true,
          calibration: { ...calibrationOf(chance, 2), nearest: { mean: 0.8, deviation: 0.02 } },
        });
      const order: Confidence[] = ['absent', 'doubtful', 'found'];
      const chances = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
      const sum = (score: number): number =>
        chances.reduce((total, chance) => total + order.indexOf(judgeNear(score, chance)), 0);
      expect(sum(0.86)).toBeGreaterThan(sum(0.8));
      expect(sum(0.8)).toBeGreaterThan(sum(0.75));
      // A cosine says nothing in itself: bounded, and only in the deviations of this corpus.
      expect(sum(0.99)).toBe(sum(0.86));
    });
  });
});
