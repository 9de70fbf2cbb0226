import type { RandomAccessSource } from "../../src/source/types.ts";

/** A source over bytes that counts what is read of it. */
export class CountingSource implements RandomAccessSource {
  readonly name = "counting";
  readonly size: number;
  readonly #bytes: Uint8Array;
  /** Number of reads, and of bytes that they gave. */
  reads = 0;
  bytesRead = 0;
  closed = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.reads++;
    this.bytesRead += length;
    return Promise.resolve(this.#bytes.subarray(offset, offset + length));
  }

  /** Count from 0 again. */
  reset(): void {
    this.reads = 0;
    this.bytesRead = 0;
  }

  close(): void {
    this.closed++;
  }
}
