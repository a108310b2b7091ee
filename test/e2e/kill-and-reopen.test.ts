import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppElement } from '../../src/cli/app-session.ts';
import type { DocumentInfo } from '../../src/types.ts';
import { KillableApp } from '../helpers/killable-app.ts';

let app: KillableApp;

beforeAll(async () => {
  app = await KillableApp.create();
});
afterAll(() => app.close());

/** Documents of ten sections each; every sentence names its place, so that no two passages are alike. */
function makeDocuments(count: number): { name: string; text: string }[] {
  return Array.from({ length: count }, (_, document) => ({
    name: `report-${document}.txt`,
    text: Array.from({ length: 10 }, (_section, at) => {
      const sentence = (n: number): string =>
        `In report ${document}, section ${at}, the valve number ${n} was checked and found to be in good order by the team. `;
      return `Section ${at + 1}\n\n${Array.from({ length: 4 }, (_line, n) => sentence(n)).join('')}`;
    })
      .concat(document === 0 ? ['The zeppelin was painted green.'] : [])
      .join('\n\n'),
  }));
}

const documentsOf = (page: Page): Promise<DocumentInfo[]> =>
  page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag!.documents());

describe('a browser that is killed in the middle of reading documents', () => {
  it('comes back with whole documents, and goes on where it stopped', async () => {
    const first = await app.open();
    // Not awaited by the page: the call is under way when the browser dies.
    await first.page.evaluate((documents) => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      const encoder = new TextEncoder();
      void rag!.add(documents.map(({ name, text }) => ({ name, bytes: encoder.encode(text) })));
    }, makeDocuments(4));
    await expect
      .poll(async () => (await documentsOf(first.page)).reduce((sum, { embedded }) => sum + embedded, 0), {
        timeout: 90_000,
        interval: 100,
      })
      .toBeGreaterThan(0);
    const before = await documentsOf(first.page);
    process.kill(first.pid, 'SIGKILL');
    await new Promise<void>((resolve) => first.context.once('close', () => resolve()));

    const second = await app.open();
    const after = new Map((await documentsOf(second.page)).map((info) => [info.id, info]));
    for (const { id, state, embedded, passages } of before) {
      const now = after.get(id);
      expect(now, `${id} was there before`).toBeDefined();
      if (state === 'queued') continue;
      // Acknowledged is kept: its passages all, its vectors at least.
      expect(now?.passages).toBe(passages);
      expect(now?.embedded).toBeGreaterThanOrEqual(embedded);
    }
    await second.page.evaluate(() => document.querySelector<AppElement>('cloister-app')!.rag!.settled());
    const settled = await documentsOf(second.page);
    expect(settled.length).toBe(after.size);
    expect(settled.every(({ state, passages, embedded }) => state === 'ready' && embedded === passages)).toBe(
      true,
    );
    const quote = await second.page.evaluate(async () => {
      const { rag } = document.querySelector<AppElement>('cloister-app')!;
      const { quotes } = await rag!.retrieve('Which colour was the zeppelin painted?');
      return quotes[0]?.text;
    });
    expect(quote).toContain('The zeppelin was painted green.');
    await second.context.close();
  });
});
