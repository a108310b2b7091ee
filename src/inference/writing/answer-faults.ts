import type { PromptMessage } from '../../answer-types.ts';
import { REFUSAL } from './prompt.ts';

/** Sentences by which models say that they do not know. */
const REFUSALS: readonly RegExp[] = [
  /^(?:(?:i'm |i am )?sorry,? (?:but )?)?i (?:do not|don't|cannot|can't|am unable to|could not|couldn't) (?:know|answer|find|determine|provide)\b/,
  /^(?:the|this) (?:provided |given )?(?:text|sources?|passages?|documents?|context|information)(?: provided| given)? (?:does not|doesn't|do not|don't) (?:contain|provide|mention|state|say|specify|include|answer)\b/,
  /^(?:there is|there's) no (?:information|answer|mention)\b/,
  /^(?:the )?(?:answer|information) is(?: not|n't) (?:in|given|contained|provided|mentioned|available)\b/,
  /^(?:das )?(?:ich )?wei(?:ß|ss) (?:es |ich |das )*nicht\b/,
  /^je ne (?:le )?sais pas\b/,
  /^no (?:lo )?s[eé][.!]?$/,
  /^(?:我)?不知道/,
  /^لا أعرف/,
];

/** What our prompts put before their parts, bare. */
const SCRIPT = ['text', 'question', 'source'];

/** So many equal pieces in a row are a loop; single words repeat in speech ("very, very"), phrases do not. */
const LOOPS: readonly [words: number, copies: number][] = [
  [1, 6],
  [2, 4],
  [3, 3],
];
/** Longest phrase of a loop, in words. */
const MAX_LOOP = 30;
/** Looked back, in characters, for a loop. */
const LOOK_BACK = 1_200;
/** So many words of the instructions in a row are an echo. */
const ECHO_WORDS = 7;
/** Shorter sentences may come twice, in lists for example. */
const MIN_REPEAT = 16;

const UNIT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu;

function unitsOf(text: string): string[] {
  return text.toLowerCase().match(UNIT) ?? [];
}

/** Letters and digits alone: what two spellings of a sentence have in common. */
function bareText(text: string): string {
  return unitsOf(text).join('');
}

/** True for a sentence by which a model says that it cannot answer. */
export function isRefusal(sentence: string): boolean {
  const plain = sentence.toLowerCase().replace(/’/g, "'").trim();
  if (bareText(plain) === bareText(REFUSAL)) return true;
  const match = REFUSALS.map((pattern) => pattern.exec(plain)).find(Boolean);
  // "I don't know who pays, but it is due in May" is an answer.
  return match ? !/\b(?:but|however)\b/.test(plain.slice(match[0].length)) : false;
}

/** True where a text ends in the same words over and over. */
export function endsInLoop(text: string): boolean {
  const units = unitsOf(text.slice(-LOOK_BACK));
  for (let length = 1; length <= MAX_LOOP; length++) {
    const copies = LOOPS.findLast(([words]) => words <= length)?.[1] ?? 3;
    if (units.length < length * copies) break;
    const tail = units.slice(-length * copies);
    if (tail.every((unit, index) => unit === tail[index % length])) return true;
  }
  return false;
}

/** Tells what of an answer is no answer: pieces of the prompt, and what was said before. */
export class AnswerFaults {
  /** What stands in the prompt around the sources, bare. */
  readonly #frame: readonly string[];
  readonly #runs: ReadonlySet<string>;
  readonly #said = new Set<string>();

  /**
   * @param messages The prompt; its system message and the question are what a model may echo.
   * @param sources Text of the sources, which may be repeated word by word.
   */
  constructor(messages: readonly PromptMessage[], question: string, sources: readonly string[]) {
    const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
    this.#frame = [...system.flatMap((text) => text.split(/(?<=[.:!?])\s+/)), question]
      .map(bareText)
      .filter(Boolean);
    const allowed = new Set(sources.flatMap((text) => runsOf(text)));
    this.#runs = new Set(system.flatMap(runsOf).filter((run) => !allowed.has(run)));
  }

  /** The text goes on as the prompt does: the model plays the other speakers. */
  isScript(sentence: string): boolean {
    return /^\s*(?:(?:text|question)\s*:|<\s*\/?\s*source\b)/i.test(sentence);
  }

  /** A sentence of the prompt that is not one of the sources. */
  isEcho(sentence: string): boolean {
    return this.#frame.includes(bareText(sentence)) || runsOf(sentence).some((run) => this.#runs.has(run));
  }

  /** Said before, word by word. */
  isRepeated(sentence: string): boolean {
    const bare = bareText(sentence);
    return bare.length >= MIN_REPEAT && this.#said.has(bare);
  }

  /** Remembers a sentence that was handed out. */
  addSaid(sentence: string): void {
    this.#said.add(bareText(sentence));
  }

  /** Whether a sentence that is not complete yet may become one of these faults, and so must wait. */
  mayBecomeFault(beginning: string): boolean {
    const bare = bareText(beginning);
    if (bare === '') return true;
    return [...SCRIPT, ...this.#frame, ...this.#said].some((fault) => fault.startsWith(bare));
  }
}

function runsOf(text: string): string[] {
  const units = unitsOf(text);
  return units.slice(ECHO_WORDS - 1).map((_unit, end) => units.slice(end, end + ECHO_WORDS).join(' '));
}
