/** What goes wrong in a generator worker; see `faulty-generator-worker.ts`. */
export type Fault =
  | 'none'
  | 'no memory'
  | 'four cores'
  | 'not isolated'
  | `${'crash' | 'hang' | 'lose the GPU'}${'' | ' later'}`;

/** Starts the generator worker as the product does, with a fault. */
export function spawnFaulty(fault: Fault): Worker {
  return new Worker(new URL('./faulty-generator-worker.ts', import.meta.url), {
    type: 'module',
    name: fault,
  });
}

/** The page's generator workers, whose next ones get these faults, one after the other, and none after that. */
export interface FaultyGenerators {
  next: Fault[];
  readonly started: number;
}

/** Puts faults into the generator workers that the library starts in this page from now on. */
export function installFaults(): FaultyGenerators {
  const faulty = { next: new Array<Fault>(), started: 0 };
  globalThis.Worker = new Proxy(globalThis.Worker, {
    construct(target, [url, options]: [URL, WorkerOptions?]) {
      if (options?.name !== 'generator') return new target(url, options);
      faulty.started += 1;
      return spawnFaulty(faulty.next.shift() ?? 'none');
    },
  });
  return faulty;
}
