import type { PromptMessage } from '../../answer-types.ts';
import type { ChatApi } from '../../inference/chat-engine.ts';
import { spawnGenerator } from '../../rpc/spawn-generator.ts';
import type { Turn, TurnsRequest, TurnsResult } from './bench-api.ts';
import { median } from './pairs.ts';

/** Two questions of the same length in tokens, which `measureTurns` makes sure of. */
const QUESTIONS = ['What colour is the door of house 1?', 'What colour is the door of house 2?'] as const;

/** Room for an answer to come to its end: of one that is cut off, web-llm keeps nothing. */
const ANSWER_TOKENS = 48;

/**
 * Asks two questions of the same length in one conversation. The first turn computes the system message (instructions
 * and sources, as in a real prompt) and its question; the second finds both, and the answer, in the cache.
 */
export async function measureTurns(
  { manifest, form, sentences, rounds, isColdToo }: TurnsRequest,
  assetBase: string,
): Promise<TurnsResult> {
  const { api, terminate } = spawnGenerator();
  try {
    const { files: _files, ...engine } = await api.load(manifest, form, assetBase);
    const questionTokens = await countQuestion(api);
    const done: TurnsResult['rounds'] = [];
    // Compiles and allocates what later turns find.
    await ask(api, [...systemOf('Start', 1), userOf(QUESTIONS[0])]);
    while (done.length < rounds) done.push(await converse(api, done.length, sentences, isColdToo));
    const cold = done.flatMap((round) =>
      round.cold ? [round.second.firstTokenMs / round.cold.firstTokenMs] : [],
    );
    return {
      ratio: median(done.map(({ first, second }) => second.firstTokenMs / first.firstTokenMs)),
      questionTokens,
      ...(cold.length > 0 && { ratioToCold: median(cold) }),
      rounds: done,
      engine,
    };
  } finally {
    terminate();
  }
}

async function countQuestion(api: Pick<ChatApi, 'countTokens'>): Promise<number> {
  const [empty = 0, ...counts] = await Promise.all(
    ['', ...QUESTIONS].map((question) => api.countTokens([...systemOf('Count', 1), userOf(question)])),
  );
  const [first = 0, second = 0] = counts;
  if (first !== second)
    throw new Error(`The questions have ${first} and ${second} tokens with their prompt.`);
  return first - empty;
}

async function converse(
  api: Pick<ChatApi, 'chat'>,
  round: number,
  sentences: number,
  isColdToo: boolean,
): Promise<TurnsResult['rounds'][number]> {
  // Its first word differs from round to round, so that no round finds the sources of the one before.
  const opening = [...systemOf(['Read', 'Study', 'Consider'][round % 3] ?? 'Use', sentences)];
  const asked = [...opening, userOf(QUESTIONS[0])];
  const { turn: first, text, finish } = await ask(api, asked);
  if (finish !== 'stop') throw new Error(`The first answer did not end: "${text}".`);
  const continued = [...asked, { role: 'assistant', content: text } as const, userOf(QUESTIONS[1])];
  const { turn: second } = await ask(api, continued);
  if (!isColdToo) return { first, second };
  await ask(api, [...systemOf('Forget', 1), userOf(QUESTIONS[0])]);
  return { first, second, cold: (await ask(api, continued)).turn };
}

async function ask(
  api: Pick<ChatApi, 'chat'>,
  messages: readonly PromptMessage[],
): Promise<{ turn: Turn; text: string; finish: string }> {
  let text = '';
  const { finish, promptTokens, reusedTokens, firstTokenMs } = await api.chat(
    messages,
    { maxTokens: ANSWER_TOKENS },
    (piece) => (text += piece),
  );
  return { turn: { promptTokens, reusedTokens, firstTokenMs }, text, finish };
}

function systemOf(verb: string, sentences: number): PromptMessage[] {
  const sources = Array.from(
    { length: sentences },
    (_, index) => `[${index + 1}] House ${index + 1} has a red door and a garden behind it.`,
  );
  return [
    { role: 'system', content: `${verb} the sources and answer in one short sentence. ${sources.join(' ')}` },
  ];
}

function userOf(content: string): PromptMessage {
  return { role: 'user', content };
}
