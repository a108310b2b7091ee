import { startKernel } from './kernel/kernel.ts';
import { CONTROL, finishChunk, takeChunk, type Chunk } from './scan-control.ts';

/** What a thread needs to take part in the searches of one index. Numbers are addresses and counts, as of `ScanRows`. */
export interface HelperTask {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: SharedArrayBuffer;
  /** Counts the memories: of those that came, only the last one is searched. */
  binding: number;
  /** Which of the threads this is. */
  helper: number;
  dims: number;
  blockBits: number;
  start: number;
  isCosine: boolean;
  /** Where the query lies (floats), and before it the length of the longest vector (f64). */
  source: number;
  work: number;
  heap: number;
}

export const NORM_BYTES = 16;

/** Takes part in searches until the index gets another memory. Blocks the thread, which sleeps between searches. */
export function helpScan(task: HelperTask, onReady: () => void): void {
  const control = new Int32Array(task.control);
  const scan = openScan(task, control);
  onReady();
  for (;;) {
    const wake = Atomics.load(control, CONTROL.wake);
    let chunk = takeChunk(control, task.binding);
    for (; chunk; chunk = takeChunk(control, task.binding)) {
      scan(chunk);
      finishChunk(control);
    }
    if (Atomics.load(control, CONTROL.binding) !== task.binding) return;
    Atomics.wait(control, CONTROL.wake, wake);
  }
}

function openScan(task: HelperTask, control: Int32Array): (chunk: Chunk) => void {
  const { module, memory, dims, blockBits, start, isCosine, source, work, heap } = task;
  const kernel = startKernel(module, memory, () => false);
  kernel.open(dims, blockBits, start, Number(isCosine));
  const found = CONTROL.found + task.helper;
  let begun = -1;
  return ({ search, from, to }) => {
    try {
      if (search !== begun) {
        kernel.raiseNorm(new Float64Array(memory.buffer, source - NORM_BYTES, 1)[0] ?? 0);
        kernel.begin(source, work, heap, Atomics.load(control, CONTROL.room), 0);
        begun = search;
      }
      const bitmap = Atomics.load(control, CONTROL.bitmap);
      if (bitmap === 0) kernel.scanAll(from, to);
      else kernel.scanChosen(from, to, bitmap, Atomics.load(control, CONTROL.words));
      if (Atomics.load(control, found) >= 0) Atomics.store(control, found, kernel.found());
    } catch {
      // Whoever searches looks at all rows alone then.
      Atomics.store(control, found, -1);
    }
  };
}
