import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../src/api.ts';
import { builtInEmbedder, multilingualEmbedder } from '../../src/models/built-in.ts';
import type { AppElement } from '../helpers/app-page.ts';
import { KillableApp } from '../helpers/killable-app.ts';

const OLD = builtInEmbedder.id;
const NEW = multilingualEmbedder.id;
/** Passages that are embedded and stored together. */
const BATCH = 16;

let app: KillableApp;

beforeAll(async () => {
  app = await KillableApp.create();
});
afterAll(() => app.close());

/** One document of many sections, each a passage; no two are alike. */
function makeReport(name: string, sections: number): { name: string; text: string } {
  const parts = Array.from({ length: sections }, (_, at) => {
    const lines = [1, 2, 3].map(
      (line) => `In ${name}, section ${at}, the valve number ${line} was checked and found in good order.`,
    );
    return `Section ${at + 1}\n\n${lines.join(' ')}`;
  });
  return { name: `${name}.txt`, text: parts.join('\n\n') };
}

async function add(page: Page, documents: { name: string; text: string }[]): Promise<void> {
  await page.evaluate(async (list) => {
    const encoder = new TextEncoder();
    const sources = list.map(({ name, text }) => ({ name, bytes: encoder.encode(text) }));
    await document.querySelector<AppElement>('cloister-app')!.rag.add(sources);
  }, documents);
}

const settle = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag.settled());
const statusOf = (page: Page): Promise<Status> =>
  page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag.status());

/** Whether a question is answered by meaning, from the right document. */
const answersByMeaning = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const { rag } = document.querySelector<AppElement>('cloister-app')!;
    const found = await rag.retrieve('What hue did they give the airship?', { mode: 'dense', limit: 3 });
    return found.halves.dense && found.passages.some((passage) => passage.document === 'airship.txt');
  });

const AIRSHIP = { name: 'airship.txt', text: 'The zeppelin was painted green by its crew.' };

describe('a browser that is killed in the middle of a change of the embedder', () => {
  it('answers by the old one at once, goes on where it stopped, and embeds nothing twice', async () => {
    const first = await app.open('?device=wasm');
    await add(first.page, [AIRSHIP, makeReport('north', 36), makeReport('south', 36)]);
    await settle(first.page);
    expect(await answersByMeaning(first.page)).toBe(true);
    // Not awaited by the page: the change is under way when the browser dies.
    await first.page.evaluate((manifest) => {
      void document.querySelector<AppElement>('cloister-app')!.rag.switchEmbedder(manifest);
    }, multilingualEmbedder);
    await add(first.page, [makeReport('added', 6)]);
    await expect
      .poll(async () => (await statusOf(first.page)).switching?.embedded ?? 0, { timeout: 90_000 })
      .toBeGreaterThanOrEqual(BATCH);
    expect(await answersByMeaning(first.page)).toBe(true);
    const before = await statusOf(first.page);
    expect(before.embedder?.modelId).toBe(OLD);
    const kept = before.switching?.embedded ?? 0;
    expect(kept).toBeLessThan(before.passages);
    process.kill(first.pid, 'SIGKILL');
    await new Promise<void>((resolve) => first.context.once('close', () => resolve()));

    const second = await app.open('?device=wasm');
    const { page } = second;
    const change = page.evaluate(async (manifest) => {
      const steps: number[] = [];
      await document.querySelector<AppElement>('cloister-app')!.rag.switchEmbedder(manifest, {
        onProgress: ({ step, done }) => {
          if (step === 'embed') steps.push(done);
        },
      });
      return steps;
    }, multilingualEmbedder);
    await expect.poll(async () => (await statusOf(page)).embedder?.modelId, { timeout: 60_000 }).toBe(OLD);
    expect(await answersByMeaning(page)).toBe(true);
    const during = await statusOf(page);
    expect(during.embedder?.modelId).toBe(OLD);
    expect(during.switching).toMatchObject({ to: NEW, passages: before.passages });

    const steps = await change;
    // What was stored before the end is not made again: the first batch comes on top of it.
    expect(steps[0]).toBeGreaterThan(kept);
    expect(steps.at(-1)).toBe(before.passages);
    // A passage that is made again adds nothing to the sum, so that the same number would come twice.
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.length).toBeLessThanOrEqual(Math.ceil((before.passages - kept) / BATCH) + before.documents);
    await settle(page);
    const after = await statusOf(page);
    expect(after).toMatchObject({ embedder: { modelId: NEW }, embedded: before.passages, settled: true });
    expect(after.switching).toBeUndefined();
    expect(await answersByMeaning(page)).toBe(true);
    await second.context.close();
    // Two models on two cores: twice the usual time where these are busy otherwise.
  }, 300_000);
});
