import { IntegrityError } from '../errors.ts';
import type { ChatCanary, ChatEngine, TokenChance } from './chat-engine.ts';

/** How far an engine is from the reference. */
export interface ChatTestResult {
  /** Largest difference of a log probability to the reference. */
  largestError: number;
  /** Why the engine must not be used; absent when it may. */
  failure?: string;
}

/**
 * Reads the chats of a reference file and picks those that the manifest names.
 *
 * @throws {IntegrityError} `bad_manifest` when the file does not hold them.
 */
export function readChatCanaries(reference: ArrayBuffer, cases: readonly number[]): ChatCanary[] {
  const entries = JSON.parse(new TextDecoder().decode(reference)) as unknown[];
  return cases.map((index) => {
    const entry = (Array.isArray(entries) ? entries[index] : undefined) as Partial<ChatCanary> | undefined;
    const { messages, text, maxTokens, top } = entry ?? {};
    if (!Array.isArray(messages) || typeof text !== 'string' || !maxTokens || !Array.isArray(top))
      throw new IntegrityError(
        'bad_manifest',
        `The model's reference file has no usable chat ${index}, so that the model cannot be checked. It was not loaded. Use the manifest that came with this release.`,
        { details: { expected: `a chat ${index}`, actual: typeof entry } },
      );
    return entry as ChatCanary;
  });
}

/**
 * Compares an engine with the reference: the likeliest tokens after each prompt, the greedy text, and a second turn,
 * as faults were seen that only the cache of a first turn brings out.
 *
 * @param maxError Bound for the difference of log probabilities.
 */
export async function runChatSelfTest(
  engine: ChatEngine,
  canaries: readonly ChatCanary[],
  maxError: number,
): Promise<ChatTestResult> {
  let largestError = 0;
  for (const { messages, maxTokens, text, top, second } of canaries) {
    if (top.length > 0) {
      const error = differenceOf(top, await engine.nextTokens(messages));
      // Not `>`, which a NaN would pass.
      if (!(error <= maxError))
        return {
          largestError: error,
          failure: `log probabilities differ by ${error.toFixed(4)} from the reference, above ${maxError}`,
        };
      largestError = Math.max(largestError, error);
    }
    const first = await writeGreedily(engine, messages, maxTokens);
    if (first !== text) return { largestError, failure: describe(first, text) };
    if (!second) continue;
    const turns = [
      ...messages,
      { role: 'assistant', content: text } as const,
      { role: 'user', content: second.user } as const,
    ];
    const again = await writeGreedily(engine, turns, maxTokens);
    if (again !== second.text) return { largestError, failure: describe(again, second.text) };
  }
  return { largestError };
}

/** Largest difference over the reference's tokens; infinite when the likeliest one is missing. */
function differenceOf(expected: readonly TokenChance[], actual: readonly TokenChance[]): number {
  const chances = new Map(actual.map(([token, logprob]) => [token, logprob]));
  // The last of the reference may have changed places with the next one, which was not kept.
  const compared = expected.slice(0, Math.max(1, expected.length - 1));
  const errors = compared.map(([token, logprob]) =>
    Math.abs((chances.get(token) ?? Number.NEGATIVE_INFINITY) - logprob),
  );
  return Math.max(...errors);
}

async function writeGreedily(
  engine: ChatEngine,
  messages: ChatCanary['messages'],
  maxTokens: number,
): Promise<string> {
  let text = '';
  await engine.chat(messages, { maxTokens, temperature: 0 }, (piece) => (text += piece));
  return text;
}

function describe(actual: string, expected: string): string {
  return `it wrote "${actual.slice(0, 60)}" instead of "${expected.slice(0, 60)}"`;
}
