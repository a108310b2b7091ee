import { afterEach, describe, expect, it } from 'vitest';
import { DocumentError } from '../../src/errors.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import type { EchoApi } from './echo-worker.ts';

let connection: Connection<EchoApi>;

function start(): EchoApi {
  const worker = new Worker(new URL('./echo-worker.ts', import.meta.url), { type: 'module' });
  connection = connect<EchoApi>(worker, 'echo');
  return connection.api;
}

afterEach(() => connection.terminate());

describe('connect', () => {
  it('carries values, callbacks and typed errors', async () => {
    const api = start();
    const seen: number[] = [];
    expect(await api.count(3, (value) => seen.push(value))).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
    const failure = await api.fail().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DocumentError);
    expect(failure).toMatchObject({ code: 'encrypted', details: { name: 'x' }, cause: { message: 'inner' } });
  });

  it('rejects with the very reason when a call is cancelled, and tells the worker', async () => {
    const api = start();
    const abort = new AbortController();
    const reason = new Error('changed my mind');
    const call = api.wait(abort.signal);
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(await api.lastAbort()).toBe('changed my mind');
    await expect(api.wait(abort.signal)).rejects.toBe(reason);
  });

  it('rejects in-flight and later calls when the worker dies', async () => {
    const api = start();
    const waiting = api.wait(new AbortController().signal);
    const crash = api.crash();
    await expect(waiting).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'crashed',
      details: { worker: 'echo' },
    });
    await expect(crash).rejects.toMatchObject({ code: 'crashed' });
    await expect(api.lastAbort()).rejects.toMatchObject({ code: 'crashed' });
    expect((await connection.died).code).toBe('crashed');
  });

  it('rejects calls when the worker cannot start', async () => {
    connection = connect<EchoApi>(new Worker('/no-such-worker.js', { type: 'module' }), 'missing');
    await expect(connection.api.lastAbort()).rejects.toMatchObject({ name: 'WorkerError', code: 'crashed' });
  });
});
