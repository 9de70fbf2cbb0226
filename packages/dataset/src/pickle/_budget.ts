import type { ByteReader } from "./_byte-reader.ts";

/** Some thousand bytes are never too much. */
const freeBytes = 2 ** 16;

/**
 * What a pickle makes, against its size. The memo lets a few bytes of a pickle stand for a large value, and instructions
 * can copy that value again and again: a small file would fill the memory. No pickler copies a value more than once.
 */
export class Budget {
  readonly #reader: ByteReader;
  readonly #maxObjects: number;
  #objects = 0;
  #copied = 0;

  constructor(reader: ByteReader, maxObjects: number) {
    this.#reader = reader;
    this.#maxObjects = maxObjects;
  }

  /** One more list, tuple, set, dict or array. */
  countObject(): void {
    if (++this.#objects > this.#maxObjects) throw this.#reader.fail(`more than ${this.#maxObjects} containers`);
  }

  /** These bytes or members of a value are made into another value. */
  countCopied(length: number): void {
    this.#copied += length;
    if (this.#copied > freeBytes + 4 * this.#reader.bytes.length) {
      throw this.#reader.fail("the same data is copied again and again, which no program that writes pickles does");
    }
  }
}
