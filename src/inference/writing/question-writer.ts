import type { EarlierTurn, PromptMessage } from '../../answer-types.ts';
import { acceptRewriting } from '../../text/rewriting.ts';
import type { ChatApi } from '../chat-engine.ts';
import { escapePromptLine } from './prompt-text.ts';

/** A question is no longer than this, in tokens. */
const MAX_TOKENS = 48;
/** A person waits for the search: after this the rules complete the question, in milliseconds. */
const PATIENCE_MS = 4_000;
/** Turns that the model is shown, and characters of each answer. */
const TURNS = 2;
const ANSWER_CHARS = 200;

const INSTRUCTIONS =
  'Rewrite the last question so that it can be understood by itself. Keep its words. Use only words of the conversation. Do not answer it.';

/** Small models follow examples rather than instructions. */
const EXAMPLES: readonly [asked: string, rewritten: string][] = [
  ['First question: How old is the bridge?\nLast question: And who built it?', 'And who built the bridge?'],
  [
    'First question: When does the library open on Monday?\nLast question: And on Sunday?',
    'When does the library open on Sunday?',
  ],
  [
    'First question: Is swimming in the lake allowed?\nLast question: Why?',
    'Why is swimming in the lake allowed?',
  ],
];

/**
 * Lets a loaded model complete a question that leans on earlier ones, with the likeliest words. Undefined where the
 * result cannot be searched in place of the question (see `acceptRewriting`), or takes too long. Rejects with the signal's
 * reason, and with the errors of the engine.
 */
export async function rewriteQuestion(
  chat: Pick<ChatApi, 'chat'>,
  question: string,
  previous: readonly EarlierTurn[],
  signal?: AbortSignal,
): Promise<string | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const either = signal ? AbortSignal.any([signal, patience]) : patience;
  const shown = previous.slice(-TURNS);
  let written = '';
  try {
    const options = { maxTokens: MAX_TOKENS, temperature: 0, stop: ['\n'] };
    await chat.chat(promptOf(question, shown), options, (text) => (written += text), either);
  } catch (error) {
    signal?.throwIfAborted();
    if (patience.aborted) return undefined;
    throw error;
  }
  return acceptRewriting(written, question, shown);
}

function promptOf(question: string, shown: readonly EarlierTurn[]): PromptMessage[] {
  const said = shown.flatMap((turn) => [
    `First question: ${escapePromptLine(turn.question)}`,
    ...(turn.answer ? [`Answer: ${escapePromptLine(turn.answer).slice(0, ANSWER_CHARS)}`] : []),
  ]);
  const examples = EXAMPLES.flatMap(([asked, rewritten]): PromptMessage[] => [
    { role: 'user', content: asked },
    { role: 'assistant', content: rewritten },
  ]);
  const asked = [...said, `Last question: ${escapePromptLine(question)}`].join('\n');
  return [{ role: 'system', content: INSTRUCTIONS }, ...examples, { role: 'user', content: asked }];
}
