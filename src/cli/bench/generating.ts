import type { PromptMessage } from '../../answer-types.ts';
import type { ChatApi } from '../../inference/chat-engine.ts';
import { connect } from '../../rpc/connect.ts';
import { spawnGenerator } from '../../rpc/spawn-generator.ts';
import type { BareGenerator } from './bare-generator-worker.ts';
import type { GenerationRequest, GenerationRun, Writing } from './bench-api.ts';
import { alternate } from './pairs.ts';
import { timed } from './timed.ts';

/** Two prompts of one length that differ from the system message's first word on, so that neither helps the other. */
const PROMPTS: readonly PromptMessage[][] = ['Answer', 'Reply'].map((verb) => [
  { role: 'system', content: `${verb} with a long story. Write many sentences and never stop early.` },
  {
    role: 'user',
    content:
      'Tell the story of a river from its spring in the mountains to the sea, with all that lives in it.',
  },
]);

/** Writes after the same prompts by our generator worker, streaming, and by the library's own `generate`. */
export async function measureGeneration(
  request: GenerationRequest,
  assetBase: string,
): Promise<GenerationRun> {
  const { manifest, form, isBareFirst } = request;
  const ours = spawnGenerator();
  const worker = new Worker(new URL('./bare-generator-worker.ts', import.meta.url), { type: 'module' });
  const bare = connect<BareGenerator>(worker, 'bare generator');
  try {
    if (isBareFirst) await bare.api.open(manifest, form, assetBase);
    const { files: _files, ...engine } = await ours.api.load(manifest, form, assetBase);
    if (!isBareFirst) await bare.api.open(manifest, form, assetBase);
    return { ...(await compareGenerators(ours.api, bare.api, request)), engine };
  } finally {
    ours.terminate();
    bare.terminate();
  }
}

async function compareGenerators(
  ours: Pick<ChatApi, 'chat'>,
  bare: Pick<BareGenerator, 'write' | 'run'>,
  { tokens, rounds }: GenerationRequest,
): Promise<Omit<GenerationRun, 'engine'>> {
  requireSameText((await write(ours, 1, tokens)).text, await bare.write(PROMPTS[1] ?? [], tokens));
  const { reused, prompt, pieces } = await write(ours, 0, tokens);
  // Each call has the other prompt than the one before, so that nothing but the template's beginning is in the cache.
  const own: Writing[] = [];
  const library: Writing[] = [];
  const measured = await alternate(
    rounds,
    async () => {
      const taken = await timed(async () => {
        const { firstTokenMs } = await write(ours, own.length + 1, tokens);
        own.push({ ms: 0, firstTokenMs });
      });
      Object.assign(own.at(-1) ?? {}, { ms: taken.ms });
      return taken;
    },
    () =>
      timed(async () => {
        const run = await bare.run(PROMPTS[(library.length + 1) % 2] ?? [], tokens, reused);
        library.push(run);
        return run.ms;
      }),
  );
  return { rounds: measured, ours: own, bare: library, promptTokens: prompt - reused, tokens, pieces };
}

async function write(
  api: Pick<ChatApi, 'chat'>,
  turn: number,
  tokens: number,
): Promise<{ text: string; pieces: number; reused: number; prompt: number; firstTokenMs: number }> {
  const pieces: string[] = [];
  const result = await api.chat(PROMPTS[turn % 2] ?? [], { maxTokens: tokens }, (piece) =>
    pieces.push(piece),
  );
  if (result.tokens !== tokens)
    throw new Error(`The engine wrote ${result.tokens} tokens instead of ${tokens}.`);
  return {
    text: pieces.join(''),
    pieces: pieces.length,
    reused: result.reusedTokens,
    prompt: result.promptTokens,
    firstTokenMs: result.firstTokenMs,
  };
}

/** Else two different works would be compared. */
function requireSameText(own: string, bare: string): void {
  if (own !== bare) throw new Error(`Our engine wrote "${own}", the library alone "${bare}".`);
}
