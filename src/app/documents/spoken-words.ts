import type { Language } from '../messages/messages.ts';

/** How much of a text tells its language. */
const HEAD_CHARACTERS = 4000;

/** The words that say least and stand most often. */
const COMMON_WORDS: Readonly<Record<Language, RegExp>> = {
  en: /\b(?:the|of|and|to|is|in|that|for|be|with)\b/giu,
  de: /\b(?:der|die|das|und|ist|den|von|nicht|mit|zu)\b/giu,
};

/** Which language of the page a text is in; nothing where it is in none of them, or too short to tell. */
export function guessLanguage(text: string): Language | undefined {
  const head = text.slice(0, HEAD_CHARACTERS);
  const words = head.split(/\s+/).length;
  const shares = (Object.keys(COMMON_WORDS) as Language[]).map((language) => ({
    language,
    share: (head.match(COMMON_WORDS[language])?.length ?? 0) / words,
  }));
  const [best] = shares.toSorted((one, other) => other.share - one.share);
  return best && best.share > 0.05 ? best.language : undefined;
}
