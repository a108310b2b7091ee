import { DocumentError } from '../../src/errors.ts';
import { serve } from '../../src/rpc/serve.ts';

export interface EchoApi {
  count(to: number, onStep: (value: number) => void): Promise<number>;
  fail(): Promise<void>;
  wait(signal: AbortSignal): Promise<void>;
  lastAbort(): Promise<string>;
  crash(): Promise<void>;
}

const aborted = Promise.withResolvers<string>();

const api: EchoApi = {
  async count(to, onStep) {
    for (let value = 1; value <= to; value++) onStep(value);
    return to;
  },
  async fail() {
    throw new DocumentError('encrypted', 'outer', { cause: new Error('inner'), details: { name: 'x' } });
  },
  wait: (signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.resolve((signal.reason as Error).message);
        reject(signal.reason as Error);
      });
    }),
  lastAbort: () => aborted.promise,
  crash: () =>
    new Promise(() => {
      setTimeout(() => {
        throw new Error('boom');
      });
    }),
};
serve(api);
