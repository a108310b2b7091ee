import { isStopWord, termsOf } from './terms.ts';
import type { Leaning } from './leaning-words.ts';

/** "那车库呢？", "ガレージは？", "차고는요?", "แล้วโรงรถล่ะ": the earlier question about something else. */
const ABOUT: Readonly<Record<string, RegExp>> = {
  zh: /^(?:那么?|那|还有|而)?.{1,8}呢[？?]?$/u,
  ja: /^(?:では|じゃあ?|で)?、?.{1,10}(?:は|の場合は)[？?]$/u,
  ko: /^(?:그럼|그러면|그리고)?\s*.{1,8}(?:은|는)요?[?？]$/u,
  th: /^แล้ว.{1,20}ล่ะ[?？]?$/u,
};

const PRONOUNS: Readonly<Record<string, RegExp>> = {
  zh: /(?<!其)[它他她](?!人)|(?:这|那)个?(?:是|要|会|能|呢|$)/u,
  ja: /それ(?!ぞれ)|これ(?=[はがをの])|彼女?(?=[はがをの])|そこ(?=[はがをにで])/u,
  ko: /(?:^|\s)(?:그것|그게|그건|이것|이건|거기|그녀|그들|그는|그가)/u,
  th: /มัน|พวกเขา/u,
};

/** `leaningOf` for languages whose words no space divides, and Korean: by what they end in, and by their pronouns. */
export function unspacedLeaning(question: string, language: string): Leaning | undefined {
  const text = question.trim();
  const terms = termsOf(text, language);
  if (terms.length === 0) return undefined;
  if (terms.every((term) => isStopWord(term, language))) return 'subject';
  if (ABOUT[language]?.test(text)) return 'question';
  return PRONOUNS[language]?.test(text) ? 'subject' : undefined;
}
