import '../../../src/security/trusted-types.ts';
import { html, render } from 'lit';

/** What the tests ask of the page, over the browser's own protocol. */
export interface SealedPage {
  /** Settles with what the worker of a worker says. */
  nested: Promise<string>;
  /** The text of the file that was picked. */
  picked: Promise<string>;
  submits: number;
  /** How turning text into code ended. The browser's own protocol may do that whatever the policy says, so it is tried here. */
  evaluated: Promise<string>;
  /** Runs `attempt` and says how it ended. */
  outcome(attempt: () => unknown): Promise<string>;
}

declare global {
  var sealed: SealedPage;
}

function startWorkers(): Promise<string> {
  const worker = new Worker(new URL('./outer-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(data));
    worker.addEventListener('error', () => reject(new Error('the outer worker did not start')));
  });
}

function awaitFile(): Promise<string> {
  const input = document.querySelector('input');
  return new Promise((resolve) => {
    input?.addEventListener('change', () => resolve(input.files?.[0]?.text() ?? 'no file'));
  });
}

async function outcome(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

globalThis.sealed = {
  nested: startWorkers(),
  picked: awaitFile(),
  submits: 0,
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- that it is refused is what the test is about
  evaluated: outcome(() => new Function('return 1')() as unknown),
  outcome,
};
document.querySelector('form')?.addEventListener('submit', () => (globalThis.sealed.submits += 1));
const place = document.querySelector<HTMLElement>('#lit');
if (place) render(html`<p>${'drawn by lit'}</p>`, place);
