import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { sha256, verifyDigest } from '../../../src/models/digest.ts';

/** From FIPS 180-4's example for "abc". */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;

describe('sha256', () => {
  it('is the one of the standard', async () => {
    expect(await sha256(bytesOf('abc'))).toBe(ABC);
  });
});

describe('verifyDigest', () => {
  const file = { path: 'abc.txt', bytes: 3, sha256: ABC };

  it('accepts the listed bytes', async () => {
    await expect(verifyDigest(bytesOf('abc'), file, 'here')).resolves.toBeUndefined();
  });

  it('says what was expected and what came instead', async () => {
    const actual = await sha256(bytesOf('abd'));
    await expect(verifyDigest(bytesOf('abd'), file, 'here')).rejects.toMatchObject({
      code: 'hash_mismatch',
      details: { url: 'here', expected: ABC, actual },
    });
    await expect(verifyDigest(bytesOf('ab'), file, 'here')).rejects.toMatchObject({
      code: 'size_mismatch',
      details: { url: 'here', expected: '3 bytes', actual: '2 bytes' },
    });
  });

  it('copies at most 32 MiB at a time, or one bigger file, and goes on after one that is wrong', async () => {
    const mib = 1024 * 1024;
    const digest = crypto.subtle.digest.bind(crypto.subtle);
    const atOnce: number[][] = [];
    const running: number[] = [];
    const spy = vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
      running.push(data.byteLength / mib);
      atOnce.push([...running]);
      const result = await digest(algorithm, data);
      running.splice(running.indexOf(data.byteLength / mib), 1);
      return result;
    });
    try {
      const checks = [16, 16, 8, 40, 4].map((size) => {
        const bytes = new ArrayBuffer(size * mib);
        // Nothing but zeros has the hash of "abc".
        return verifyDigest(bytes, { path: 'zeros', bytes: size * mib, sha256: ABC }, 'here');
      });
      const ends = await Promise.allSettled(checks);
      expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
      expect(atOnce.flat().length).toBeGreaterThan(5);
      for (const sizes of atOnce)
        expect(sizes.length === 1 || sizes.reduce((sum, size) => sum + size, 0) <= 32, String(sizes)).toBe(
          true,
        );
      expect(atOnce.map((sizes) => sizes.at(-1))).toEqual([16, 16, 8, 40, 4]);
    } finally {
      spy.mockRestore();
    }
  });

  it('notices any flipped bit', async () => {
    const flip = fc
      .uint8Array({ minLength: 1, maxLength: 4096 })
      .chain((bytes) => fc.record({ bytes: fc.constant(bytes), bit: fc.nat(bytes.length * 8 - 1) }));
    await fc.assert(
      fc.asyncProperty(flip, async ({ bytes, bit }) => {
        const good = Uint8Array.from(bytes);
        const listed = { path: 'f', bytes: good.length, sha256: await sha256(good) };
        await verifyDigest(good.buffer, listed, 'here');
        good[bit >> 3] = (good[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expect(verifyDigest(good.buffer, listed, 'here')).rejects.toMatchObject({
          code: 'hash_mismatch',
        });
      }),
    );
  });
});
