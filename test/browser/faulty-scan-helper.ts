import { CONTROL, finishChunk, takeChunk } from '../../src/search/scan-control.ts';
import type { HelperTask } from '../../src/search/scan-helper.ts';

/** Takes part in searches as a thread does, and fails in the way that came first. */
let fault: string | undefined;

function take(task: HelperTask): void {
  const control = new Int32Array(task.control);
  postMessage(task.binding);
  for (;;) {
    const wake = Atomics.load(control, CONTROL.wake);
    if (takeChunk(control, task.binding)) {
      if (fault === 'silent') return;
      if (fault === 'broken') Atomics.store(control, CONTROL.found + task.helper, -1);
      finishChunk(control);
      if (fault === 'dying') throw new Error('ended by the test');
    }
    Atomics.wait(control, CONTROL.wake, wake);
  }
}

addEventListener('message', ({ data }: MessageEvent<HelperTask | string>) => {
  if (typeof data !== 'string') return take(data);
  fault = data;
  if (fault === 'unborn') throw new Error('never there');
});
