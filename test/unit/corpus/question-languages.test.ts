import { describe, expect, it } from 'vitest';
import { QuestionLanguages } from '../../../src/corpus/question-languages.ts';

function languagesOf(...questions: string[]): readonly string[] {
  const languages = new QuestionLanguages();
  for (const question of questions) languages.note(question);
  return languages.languages;
}

describe('QuestionLanguages', () => {
  it('remembers the languages of whole questions, in any script', () => {
    expect(
      languagesOf('How high is the deposit?', 'Wie hoch ist die Kaution?', 'iPhoneの設定はどこですか'),
    ).toEqual(['en', 'de', 'ja']);
  });

  it('leaves out what is too short to be sure', () => {
    expect(languagesOf('Tesla die?', 'one day?', 'Los Angeles Area?', 'E4', '', '1998')).toEqual([]);
  });

  it('forgets all but the last twenty', () => {
    const german = Array.from({ length: 15 }, () => 'Wie hoch ist die Kaution?');
    const english = Array.from({ length: 10 }, () => 'How high is the deposit?');
    const languages = languagesOf(...german, ...english);
    expect(languages).toHaveLength(20);
    expect(languages.filter((language) => language === 'de')).toHaveLength(10);
    expect(languages.at(-1)).toBe('en');
  });

  it('tells whether it counted a question', () => {
    const languages = new QuestionLanguages();
    expect(languages.note('Wie hoch ist die Kaution?')).toBe(true);
    expect(languages.note('Kaution?')).toBe(false);
  });
});
