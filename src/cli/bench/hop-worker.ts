import { serve } from '../../rpc/serve.ts';

/** Does nothing, which is what a call costs. */
export interface HopApi {
  nothing(): Promise<void>;
  /** What the clock of the worker says, which is not quite what the page's does. */
  time(): Promise<number>;
  /** Calls back once with the time at which it did. */
  callBack(onTime: (time: number) => void): Promise<void>;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

const api: HopApi = {
  nothing: () => Promise.resolve(),
  time: () => Promise.resolve(now()),
  callBack: (onTime) => Promise.resolve(onTime(now())),
};

serve(api);
