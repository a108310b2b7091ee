import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DocumentError,
  fromWire,
  IntegrityError,
  isRagError,
  StateError,
  toWire,
  WorkerError,
} from '../../src/errors.ts';

describe('toWire and fromWire', () => {
  it('bring back class, code, message, details and cause', () => {
    const cause = new DocumentError('malformed', 'inner', { details: { name: 'a.pdf' } });
    const error = new IntegrityError('hash_mismatch', 'outer', {
      cause,
      details: { url: '/x', expected: 'a', actual: 'b' },
    });
    const back = fromWire(structuredClone(toWire(error)));
    expect(back).toBeInstanceOf(IntegrityError);
    expect(back).toMatchObject({
      code: 'hash_mismatch',
      message: 'outer',
      details: { url: '/x', expected: 'a', actual: 'b' },
    });
    expect(back.cause).toBeInstanceOf(DocumentError);
    expect(back.cause).toMatchObject({ code: 'malformed', details: { name: 'a.pdf' } });
  });

  it('keep native classes and cancellation', () => {
    expect(fromWire(toWire(new RangeError('r')))).toBeInstanceOf(RangeError);
    expect(fromWire(toWire(new TypeError('t')))).toBeInstanceOf(TypeError);
    const abort = fromWire(toWire(new DOMException('stop', 'AbortError')));
    expect(abort).toBeInstanceOf(DOMException);
    expect(abort.name).toBe('AbortError');
  });

  it('round-trip any message and details, and whatever was thrown', () => {
    const details = fc.record(
      { url: fc.string(), needed: fc.nat(), name: fc.string() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.string(), details, (message, facts) => {
        const back = fromWire(structuredClone(toWire(new StateError('busy', message, { details: facts }))));
        expect(back).toMatchObject({ name: 'StateError', code: 'busy', message, details: facts });
      }),
    );
    expect(fromWire(toWire(Object.create(null))).message).toBe('a value that has no text');
    fc.assert(fc.property(fc.anything(), (thrown) => fromWire(toWire(thrown)) instanceof Error));
  });
});

describe('isRagError', () => {
  it('knows errors of another copy of the library by their mark', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('cloister.error'), { value: true });
    expect(isRagError(foreign)).toBe(true);
    expect(isRagError(new Error('x'))).toBe(false);
    expect(isRagError(undefined)).toBe(false);
  });

  it('tells which errors are worth another try', () => {
    expect(new WorkerError('crashed', '').isRetryable).toBe(true);
    expect(new IntegrityError('hash_mismatch', '').isRetryable).toBe(false);
  });
});
