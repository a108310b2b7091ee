/** Most bytes of a 32-bit number. */
const MOST_BYTES = 5;

/** Writes numbers from 0 to 2³² − 1 as varints: 7 bits a byte, the lowest first, the eighth says that more follow. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param expected Bytes that will be written, about. */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  write(value: number): void {
    if (this.#length + MOST_BYTES > this.#bytes.length) this.#grow(MOST_BYTES);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written. */
  take(): ArrayBuffer {
    return this.#bytes.slice(0, this.#length).buffer;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + needed));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

/** Reads what `ByteWriter` wrote. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: ArrayBuffer) {
    this.#bytes = new Uint8Array(bytes);
  }

  /** @throws {RangeError} behind the end. */
  read(): number {
    let byte = this.#next();
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; byte >= 128; shift += 7) {
      byte = this.#next();
      value |= (byte & 127) << shift;
    }
    return value >>> 0;
  }

  /**
   * The last bytes, in place.
   *
   * @throws {RangeError} where there are more or fewer.
   */
  rest(length: number): Uint8Array {
    if (this.#at + length !== this.#bytes.length) throw new RangeError('These bytes are not whole.');
    return this.#bytes.subarray(this.#at);
  }

  #next(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('These bytes are not whole.');
    return byte;
  }
}
