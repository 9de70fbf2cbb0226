/**
 * Bits of a byte array, the most significant bit of each byte first. Behind the end it gives zeros: decoders test
 * `overrun` once per block instead of once per bit.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  #byte = 0;
  #bit = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Were more bits read than there are? */
  get overrun(): boolean {
    const left = this.#bytes.length - this.#byte;
    return left < 0 || (left === 0 && this.#bit > 0);
  }

  /** The next `count` bits as an unsigned number; 0 <= count <= 25, so that four bytes always hold them. */
  read(count: number): number {
    if (count === 0) return 0;
    const value = this.#peek() >>> (32 - count);
    this.#skip(count);
    return value;
  }

  /**
   * Count the zero bits before the next one bit, and pass over all of them (the fundamental sequence of Rice coding).
   * Gives `limit + 1` when there are more zeros than that.
   */
  readUnary(limit: number): number {
    let zeros = 0;
    while (zeros <= limit) {
      // The upper 25 bits of `#peek` are always bits of the stream.
      const leading = Math.clz32(this.#peek());
      if (leading < 25) {
        this.#skip(leading + 1);
        return Math.min(zeros + leading, limit + 1);
      }
      if (this.overrun) break;
      this.#skip(25);
      zeros += 25;
    }
    return limit + 1;
  }

  #peek(): number {
    const bytes = this.#bytes;
    const at = this.#byte;
    const word =
      at + 4 <= bytes.length
        ? (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
        : ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8);
    return word << this.#bit;
  }

  #skip(count: number): void {
    const bit = this.#bit + count;
    this.#byte += bit >> 3;
    this.#bit = bit & 7;
  }
}
