import { beforeEach, describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../src/answer-types.ts';
import { openBrowserModel } from '../../../src/inference/browser-model/browser-model.ts';
import type { ChatOptions, ChatResult } from '../../../src/inference/chat-engine.ts';
import type { Progress } from '../../../src/types.ts';
import { FakePromptApi } from '../../helpers/fake-prompt-api.ts';

const asked: PromptMessage[] = [
  { role: 'system', content: 'Answer briefly.' },
  { role: 'user', content: 'Is it raining?' },
];

let api: FakePromptApi;
beforeEach(() => {
  api = new FakePromptApi();
});

async function write(
  model: Awaited<ReturnType<typeof openBrowserModel>>,
  messages: readonly PromptMessage[],
  options: ChatOptions = {},
): Promise<ChatResult & { pieces: string[] }> {
  const pieces: string[] = [];
  const result = await model.chat(messages, options, (piece) => pieces.push(piece));
  return { ...result, pieces };
}

describe('openBrowserModel', () => {
  it.each(['unavailable', 'downloadable', 'downloading'] as const)(
    'starts nothing when the model is %s',
    async (availability) => {
      api.availabilityNow = availability;
      await expect(openBrowserModel({ api })).rejects.toMatchObject({
        code: 'missing_feature',
        details: { feature: 'language-model', actual: availability },
      });
      expect(api.created).toEqual([]);
    },
  );

  it('fetches the model only if the caller says so, and tells how far it is', async () => {
    api.availabilityNow = 'downloadable';
    const progress: Progress[] = [];
    await openBrowserModel({ api, allowDownload: true, onProgress: (step) => progress.push(step) });
    expect(progress.map(({ step, done, total }) => [step, done, total])).toEqual([
      ['download', 0, 1],
      ['download', 1, 1],
    ]);
  });

  it('asks for the languages, and says plainly that nobody verified the model', async () => {
    const model = await openBrowserModel({ api, languages: ['de'] });
    expect(api.created[0]).toMatchObject({
      expectedInputs: [{ type: 'text', languages: ['de'] }],
      expectedOutputs: [{ type: 'text', languages: ['de'] }],
    });
    expect(model.info.device).toBe('browser');
    expect(model.info.files).toBeUndefined();
    expect(model.info.author.name).toContain('not verified');
    expect(model.info.advice).toContain('cannot be verified');
  });

  it('is absent where there is no LanguageModel, as in workers', async () => {
    await expect(openBrowserModel()).rejects.toMatchObject({
      code: 'missing_feature',
      details: { actual: 'absent' },
    });
  });
});

describe('BrowserModel', () => {
  it('writes in pieces, and counts as the session does', async () => {
    const model = await openBrowserModel({ api });
    const tokens = await model.countTokens(asked);
    const written = await write(model, asked);
    expect(written.pieces).toEqual(['Yes', ', it', ' is', '.']);
    expect(written).toMatchObject({ finish: 'stop', tokens: 4, promptTokens: tokens, reusedTokens: 0 });
    expect(written.firstTokenMs).toBeLessThanOrEqual(written.totalMs);
  });

  it('goes on in the same session after its own answer, and nowhere else', async () => {
    const model = await openBrowserModel({ api });
    const first = await write(model, asked);
    const text = first.pieces.join('');
    const turns = (answer: string): PromptMessage[] => [
      ...asked,
      { role: 'assistant', content: answer },
      { role: 'user', content: 'And tomorrow?' },
    ];
    const opened = api.sessions.length;
    const second = await write(model, turns(text));
    expect(api.sessions).toHaveLength(opened);
    expect(second.reusedTokens).toBe(first.promptTokens + first.tokens);
    const other = await write(model, turns('No.'));
    expect(api.sessions).toHaveLength(opened + 1);
    expect(other.reusedTokens).toBe(0);
    expect(api.sessions[opened - 1]?.isDestroyed).toBe(true);
  });

  it('stops the model at the limit and at a stop text', async () => {
    const model = await openBrowserModel({ api });
    const short = await write(model, asked, { maxTokens: 2 });
    expect(short).toMatchObject({ finish: 'length', tokens: 2, pieces: ['Yes', ', it'] });
    expect(api.sessions.at(-1)).toMatchObject({ wasStopped: true, isDestroyed: true });
    const stopped = await write(model, asked, { stop: ['it is'] });
    expect(stopped.pieces.join('')).toBe('Yes, ');
    expect(stopped.finish).toBe('stop');
    expect(api.sessions.at(-1)).toMatchObject({ wasStopped: true, isDestroyed: true });
  });

  it('rejects with the reason of an abort, ends the session, and can be called again', async () => {
    const model = await openBrowserModel({ api });
    const abort = new AbortController();
    const reason = new Error('no longer needed');
    const chat = model.chat(asked, {}, () => abort.abort(reason), abort.signal);
    await expect(chat).rejects.toBe(reason);
    expect(api.sessions.at(-1)).toMatchObject({ wasStopped: true, isDestroyed: true });
    expect((await write(model, asked)).pieces).toHaveLength(4);
  });

  it('writes by a schema, and refuses one that the browser refuses', async () => {
    const model = await openBrowserModel({ api });
    const schema = { type: 'boolean' };
    await write(model, asked, { schema });
    expect(api.sessions.at(-1)?.constraint).toBe(schema);
    await expect(write(model, asked, { schema: { type: 'nonsense' } })).rejects.toMatchObject({
      code: 'missing_feature',
      details: { feature: 'schema' },
    });
  });

  it('refuses a seed, which the browser does not let anybody set', async () => {
    const model = await openBrowserModel({ api });
    await expect(write(model, asked, { seed: 1 })).rejects.toMatchObject({ details: { feature: 'seed' } });
  });

  it('refuses a prompt that is too long, whether in the question or in the turns before it', async () => {
    const model = await openBrowserModel({ api });
    const long = 'law '.repeat(60);
    for (const messages of [
      [{ role: 'user' as const, content: long }],
      [{ role: 'system' as const, content: long }, ...asked.slice(1)],
    ])
      await expect(write(model, messages)).rejects.toThrow(
        /The prompt has 6\d tokens, but the model holds 50/,
      );
  });

  it('says what the browser said when it fails', async () => {
    const model = await openBrowserModel({ api });
    const first = await write(model, asked);
    for (const session of api.sessions) session.destroy();
    const messages: PromptMessage[] = [
      ...asked,
      { role: 'assistant', content: first.pieces.join('') },
      { role: 'user', content: 'And tomorrow?' },
    ];
    await expect(write(model, messages)).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('session has been destroyed') as string,
    });
  });

  it('is closed once and for all', async () => {
    const model = await openBrowserModel({ api });
    await write(model, asked);
    await model.dispose();
    await model.dispose();
    expect(api.sessions.every(({ isDestroyed }) => isDestroyed)).toBe(true);
    await expect(write(model, asked)).rejects.toMatchObject({ code: 'closed' });
    await expect(model.countTokens(asked)).rejects.toMatchObject({ code: 'closed' });
  });
});
