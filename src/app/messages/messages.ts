import { english } from './en/english.ts';
import type { Wording } from './wording.ts';

export type Messages = Wording<typeof english>;

/** A language that the page speaks, as its BCP 47 tag. */
export type Language = 'en' | 'de';

/** The languages of the page, each by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Every visible or spoken string of the page, in the language that `speak` was last called with, at first English. */
export const messages: Messages = { ...english };

let spoken: Language = 'en';

/** The language of `messages`, for formatting numbers and dates. */
export function spokenLanguage(): Language {
  return spoken;
}

/** The first of these tags whose language the page speaks; English if there is none. */
export function chooseLanguage(wanted: readonly (string | null)[]): Language {
  const known = (tag: string | null): tag is Language => tag !== null && Object.hasOwn(languageNames, tag);
  return wanted.map((tag) => tag?.slice(0, 2).toLowerCase() ?? null).find(known) ?? 'en';
}

/** Changes the language. What is drawn already keeps the old one, so it is to be called before the page is drawn. */
export async function speak(language: Language): Promise<void> {
  const wording = language === 'de' ? (await import('./de/german.ts')).german : english;
  Object.assign(messages, wording);
  spoken = language;
  document.documentElement.lang = language;
}
