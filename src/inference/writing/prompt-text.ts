/** Read as one, so that nothing hidden in the middle of a marker saves it. Joiners stay: Persian and Hindi need them. */
const INVISIBLE =
  /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}]/gu;
const CONTROL = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]/g;

/** Special tokens of chat templates that begin with `<|`, also in the full-width form of some models. */
const BAR_TOKEN = /[<＜](?=[|｜])/g;
/** Special tokens that look like tags, and the tags of our own prompt. */
const TAG_TOKEN =
  /[<＜](?=(?:\/\s*)?(?:s|bos|eos|pad|unk|mask|start_of_turn|end_of_turn|start_of_image|think|tool_call|tool_response|function_calls?|sources?|system|user|assistant|human|instructions?)(?:[\s/>＞]|$))/gi;
const SYS_TOKEN = /<(?=<(?:\/\s*)?SYS\s*>>)/gi;
const BRACKET_TOKEN =
  /\[(?=(?:\/\s*)?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|gMASK|sMASK)\s*\])/gi;
/** Footnote marks, which are spelt like those that we give to sources. */
const SOURCE_MARK = /[[【]\s*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*[\]】]/g;
/** A speaker, or a heading of our own prompt, at the beginning of a line. */
const SPEAKER =
  /^([^\S\n]*(?:[#>*-]+[^\S\n]*)?(?:text|question|answer|sources?|system|user|assistant|human|instructions?|context|response)[^\S\n]*\**)[:：]/gim;

/**
 * Text of a document (or a question) as it may stand in a prompt: as data. Whatever a chat template or our own prompt
 * uses to tell who speaks is broken by a space, so that no tokenizer makes a special token of it; a speaker's colon at the
 * beginning of a line becomes a dash, a footnote mark "[1]" becomes "[ 1 ]". Control and invisible characters go. Words,
 * line breaks and everything else stay.
 *
 * This stops a document from posing as the system or the person. It does not stop a model from obeying what it reads;
 * that is why an answer is tied to the sources and shown as text only.
 */
export function escapePromptText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .replace(BAR_TOKEN, '< ')
    .replace(TAG_TOKEN, '< ')
    .replace(SYS_TOKEN, '< ')
    .replace(BRACKET_TOKEN, '[ ')
    .replace(SOURCE_MARK, '[ $1 ]')
    .replace(SPEAKER, '$1 -');
}

/** The same on one line, without white space at its ends. */
export function escapePromptLine(text: string): string {
  return escapePromptText(text).replace(/\s+/g, ' ').trim();
}

/** The same for a value between double quotes, at most `limit` characters. */
export function escapePromptValue(text: string, limit = 200): string {
  const line = escapePromptLine(text).replace(/"/g, "'").replace(/</g, '‹').replace(/>/g, '›');
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}
