/** Longer names are cut in the middle, where the beginning and the ending both stay. */
const MOST_CHARACTERS = 96;
const HEAD_UNITS = 72;
const TAIL_UNITS = 24;

/** Controls, and what shows nothing or turns the text around it. Joiners inside words and emoji are needed there. */
const HIDDEN =
  /[\p{Cc}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}]|(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{EMod}\uFE0F])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** These turn letters around whatever script they are of; no language needs them. */
const OVERRIDES = /[\u202D\u202E]/g;

/** Strong characters that are read from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Made once, as making one takes milliseconds. */
const characters: Intl.Segmenter = new Intl.Segmenter();

/** Opens and closes a stretch whose direction is its own. */
const [ISOLATE, END_ISOLATE] = ['\u2068', '\u2069'];

/**
 * The name of a document as a person sees it: one line, not too long, with nothing in it that hides or that turns text
 * around ("annexe\u202Efdp.exe" reads as a PDF). What is hidden is shown by its number. A name that is read from right to
 * left keeps to itself inside a sentence of the other direction.
 */
export function showName(name: string): string {
  const shown = shorten(name).replace(HIDDEN, spell);
  return RIGHT_TO_LEFT.test(shown) ? ISOLATE + shown + END_ISOLATE : shown;
}

/** Text of a document or a model, in which nothing makes a reader see other words than stand there. */
export function showOverrides(text: string): string {
  return text.replace(OVERRIDES, spell);
}

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Between whole characters as people count them, as half of an emoji is another one; and what is stacked counts too. */
function shorten(name: string): string {
  if (name.length <= MOST_CHARACTERS) return name;
  const head = wholeCharacters(name.slice(0, HEAD_UNITS)).slice(0, -1);
  const tail = wholeCharacters(name.slice(-TAIL_UNITS)).slice(1);
  return `${head.join('')}…${tail.join('')}`;
}

function wholeCharacters(text: string): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment);
}
