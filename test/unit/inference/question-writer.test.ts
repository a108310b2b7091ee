import { describe, expect, it } from 'vitest';
import { ModelGenerator } from '../../../src/inference/writing/model-generator.ts';
import { retrievalOf } from '../../contract/generator.ts';
import { INFO, ScriptedChat, SETTINGS } from '../../helpers/scripted-chat.ts';

const LARGE = { ...SETTINGS, evidence: 'passages' as const };
const QUESTION = 'And when do we get it back?';
const PREVIOUS = [{ question: 'How high is the deposit?', answer: 'It is 2,360 euros.' }];

describe('a model that completes questions', () => {
  it('is shown the conversation, asked for the likeliest words, and cut short', async () => {
    const chat = new ScriptedChat('When do we get the deposit back?');
    const generator = new ModelGenerator(chat, INFO, LARGE);
    expect(await generator.rewrite(QUESTION, PREVIOUS)).toBe('When do we get the deposit back?');
    const { messages, options } = chat.calls[0]!;
    expect(options).toMatchObject({ temperature: 0, maxTokens: 48 });
    expect(messages.at(-1)?.content).toContain(QUESTION);
    expect(messages.at(-1)?.content).toContain('How high is the deposit?');
  });

  it('is not taken at its word when it adds some of its own', async () => {
    const generator = new ModelGenerator(new ScriptedChat('When is the moon full?'), INFO, LARGE);
    expect(await generator.rewrite(QUESTION, PREVIOUS)).toBeUndefined();
  });

  it('is not waited for while it writes an answer', async () => {
    const chat = new ScriptedChat('The rent is due on the third working day.');
    const generator = new ModelGenerator(chat, INFO, LARGE);
    const writing = generator.generate({ retrieval: retrievalOf() });
    await writing.next();
    expect(await generator.rewrite(QUESTION, PREVIOUS)).toBeUndefined();
    expect(chat.calls).toHaveLength(1);
    await writing.return(undefined);
    await generator.rewrite(QUESTION, PREVIOUS);
    expect(chat.calls).toHaveLength(2);
  });

  it('is not asked where it is too small for that', async () => {
    const chat = new ScriptedChat('When do we get the deposit back?');
    expect(await new ModelGenerator(chat, INFO, SETTINGS).rewrite(QUESTION, PREVIOUS)).toBeUndefined();
    expect(chat.calls).toHaveLength(0);
  });

  it('stops when the person does', async () => {
    const stop = new AbortController();
    const generator = new ModelGenerator(new ScriptedChat('When do we get the deposit back?'), INFO, LARGE);
    const rewriting = generator.rewrite(QUESTION, PREVIOUS, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(rewriting).rejects.toThrow('stopped');
  });
});
