import type { AnswerEvent, Progress } from '../../src/index.ts';
import type { AppElement, AppPage } from './app-page.ts';

/** The present answer of the page's model, which does what a test says. */
interface ScriptedAnswer {
  progress(progress: Progress): void;
  write(event: AnswerEvent): void;
  fail(message: string): void;
}

/** The page's global scope, once there is a scripted model in it. */
interface ScriptedPage {
  answer: ScriptedAnswer;
}

/** Puts a model into the page that writes what it is told, in `globalThis.answer`; all else is as before. */
export function scriptModel({ page }: AppPage): Promise<void> {
  return page.evaluate(() => {
    const element = document.querySelector<AppElement>('cloister-app');
    if (!element) throw new Error('There is no app in the page.');
    const { rag } = element;
    const ask: typeof rag.ask = (question, options) => {
      if (!options?.write) return rag.ask(question, options);
      return new ReadableStream<AnswerEvent>({
        start(controller) {
          const answer: ScriptedAnswer = {
            progress: (progress) => options.onProgress?.(progress),
            write(event) {
              controller.enqueue(event);
              if (event.type === 'done') controller.close();
            },
            fail: (message) => controller.error(new Error(message)),
          };
          Object.assign(globalThis, { answer });
        },
      });
    };
    element.rag = new Proxy(rag, {
      get(target, name) {
        const value: unknown = name === 'ask' ? ask : Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  });
}

/** From now on the page does not learn which model would write until `tellPlan` is called. */
export function holdPlan({ page }: AppPage): Promise<void> {
  return page.evaluate(() => {
    const element = document.querySelector<AppElement>('cloister-app');
    if (!element) throw new Error('There is no app in the page.');
    const { rag } = element;
    const { promise: held, resolve: tellPlan } = Promise.withResolvers<void>();
    Object.assign(globalThis, { tellPlan });
    element.rag = new Proxy(rag, {
      get(target, name) {
        if (name === 'planGenerator') return () => held.then(() => rag.planGenerator());
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  });
}

export function tellPlan({ page }: AppPage): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as { tellPlan: () => void }).tellPlan());
}

const TEXT = 'The deposit is 2,360 euros. [1] It is paid in gold.';

const DONE: Extract<AnswerEvent, { type: 'done' }> = {
  type: 'done',
  finish: 'stop',
  text: TEXT,
  author: { kind: 'model', name: 'SmolLM2 135M' },
  citations: [
    {
      number: 1,
      documentId: 'Lease.pdf',
      document: 'Lease.pdf',
      anchor: { page: 1 },
      quote: 'The deposit is 2,360 euros.',
      start: 0,
      end: 27,
      mark: [0, 27],
    },
  ],
  timings: {},
};

/** The states of a written answer, in the order in which `visitWriting` leads through them. */
export const WRITING_STATES = [
  'offer',
  'loading',
  'writing',
  'written',
  'card',
  'withdrawn',
  'writing failed',
] as const;

/** Lets the present answer of the scripted model go on with these events. */
export function tell({ page }: AppPage, events: readonly AnswerEvent[]): Promise<void> {
  return page.evaluate((told) => {
    const { answer } = globalThis as unknown as ScriptedPage;
    for (const event of told) answer.write(event);
  }, events);
}

/** Leads an app with a scripted model through the states of written answers; `check` is called in each. */
export async function visitWriting(
  app: AppPage,
  question: string,
  check: (state: (typeof WRITING_STATES)[number]) => Promise<void>,
): Promise<void> {
  const { page } = app;
  const begin = async (): Promise<void> => {
    await app.ask(question);
    await app.answer.getByRole('button', { name: 'Write an answer' }).click();
    await app.answer.locator('.pending').waitFor();
  };
  await app.ask(question);
  await app.answer.locator('.offer').waitFor();
  await check('offer');
  await begin();
  await page.evaluate(() => {
    const { answer } = globalThis as unknown as ScriptedPage;
    answer.progress({ step: 'download', subject: 'model.gguf.1', done: 1, total: 4, unit: 'bytes' });
  });
  await app.answer.getByText('25 %').waitFor();
  await check('loading');
  const [citation] = DONE.citations;
  await tell(app, [
    { type: 'token', text: TEXT },
    ...(citation ? [{ type: 'citation', citation } as const] : []),
    { type: 'sentence', start: 0, end: 27, marks: [1] },
  ]);
  await app.answer.getByText('is writing').waitFor();
  await app.answer.locator('.mark').waitFor();
  await check('writing');
  await tell(app, [{ type: 'sentence', start: 32, end: TEXT.length, marks: [] }, DONE]);
  await app.answer.locator('.unsupported', { hasText: 'in gold' }).waitFor();
  await check('written');
  // A focus that is shown is one that the keyboard has brought.
  await app.field.press('End');
  await app.answer.locator('.mark').focus();
  await page.locator('cloister-card').getByText('Lease.pdf').waitFor();
  await check('card');
  await app.field.focus();
  await begin();
  await tell(app, [
    { type: 'token', text: TEXT },
    { type: 'withdrawn', reason: 'echo' },
    { ...DONE, author: { kind: 'quotes', name: 'Quotes' } },
  ]);
  await app.answer.getByText('The model found no answer worth showing.').waitFor();
  await check('withdrawn');
  await begin();
  await page.evaluate(() => (globalThis as unknown as ScriptedPage).answer.fail('The GPU was lost.'));
  await app.answer.locator('.trouble').waitFor();
  await check('writing failed');
}
