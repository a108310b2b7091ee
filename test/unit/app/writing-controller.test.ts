import type { ReactiveControllerHost } from 'lit';
import { describe, expect, it } from 'vitest';
import type { AnswerEvent, GeneratorPlan, Rag, Status } from '../../../src/index.ts';
import { BLANK_TURN, type Turn } from '../../../src/app/conversation/turn.ts';
import { WritingController } from '../../../src/app/conversation/writing-controller.ts';
import { messages } from '../../../src/app/messages/messages.ts';

const PLAN: GeneratorPlan = {
  title: 'SmolLM2 135M',
  modelId: 'smol',
  engine: 'engine',
  device: 'wasm',
  languages: ['en'],
  bytes: 100,
  missingBytes: 100,
  memoryBytes: 1000,
};
const TURN: Turn = { ...BLANK_TURN, id: 1, askedAt: 0, question: 'When is the rent due?' };
const QUOTED: AnswerEvent = {
  type: 'done',
  finish: 'stop',
  text: '“The rent is due.” [1]',
  author: { kind: 'quotes', name: 'Quotes' },
  citations: [],
  timings: {},
};

/** A page whose model answers by these events, and was passed over for this reason. */
function controllerOf(
  plan: GeneratorPlan,
  reason: string,
  events: AnswerEvent[] = [QUOTED],
): { writing: WritingController; rag: Rag } {
  const host: ReactiveControllerHost = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  };
  const refused = [{ engine: 'engine', device: 'wasm', reason }];
  const rag = {
    planGenerator: async () => plan,
    status: async () => ({ generator: { refused } }) as unknown as Status,
    async *ask() {
      yield* events;
    },
  } as unknown as Rag;
  return { writing: new WritingController(host), rag };
}

async function errorOf(plan: GeneratorPlan, reason: string): Promise<string | undefined> {
  const { writing, rag } = controllerOf(plan, reason);
  await writing.look(rag);
  await writing.write(rag, TURN);
  expect(writing.spoken.at(-1)?.text).toBe(writing.writings.get(1)?.error);
  return writing.writings.get(1)?.error;
}

describe('WritingController', () => {
  it.each(['offline: no connection', 'fetch_failed: 503'])(
    'says of a model whose files are not here that they must be fetched once (%s)',
    async (reason) => {
      expect(await errorOf(PLAN, reason)).toBe(messages.modelNotFetched('SmolLM2 135M'));
    },
  );

  it('says of a model that does not run that it could not be started', async () => {
    expect(await errorOf(PLAN, 'it needs 4 GB of memory')).toBe(messages.noModel);
    expect(await errorOf({ ...PLAN, missingBytes: 0 }, 'offline: no connection')).toBe(messages.noModel);
  });

  it('knows what a mark stands for as soon as it is written', async () => {
    const citation = { number: 1, documentId: 'a', document: 'a', anchor: {}, quote: 'x', start: 0, end: 1 };
    const cited = { ...citation, mark: [0, 1] as [number, number] };
    const { writing, rag } = controllerOf(PLAN, '', [
      { type: 'token', text: 'The rent is due.' },
      { type: 'token', text: ' [1]' },
      { type: 'citation', citation: cited },
      { type: 'sentence', start: 0, end: 16, marks: [1] },
    ]);
    await writing.write(rag, TURN);
    expect(writing.writings.get(1)).toMatchObject({ citations: [cited], sentences: [{ marks: [1] }] });
  });
});
