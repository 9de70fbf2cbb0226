import { decodeName } from "../_text.ts";
import { DamagedFileError, type HdfErrorDetails } from "../errors.ts";

/** Reads the big-endian fields of a record one after the other; the end of the record is an error, never a crash. */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #where: HdfErrorDetails;
  #position = 0;

  /** @param where the place of the record; its `offset` is that of the first byte */
  constructor(bytes: Uint8Array, where: HdfErrorDetails) {
    this.#bytes = bytes;
    this.#where = where;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  uint8(): number {
    return this.#bytes[this.#advance(1)] as number;
  }

  uint16(): number {
    const at = this.#advance(2);
    const bytes = this.#bytes;
    return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  }

  int16(): number {
    return (this.uint16() << 16) >> 16;
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  int32(): number {
    return (this.uint16() << 16) | this.uint16();
  }

  /** `count` numbers of 16 bits. */
  uint16List(count: number): number[] {
    const list: number[] = [];
    for (let i = 0; i < count; i++) list.push(this.uint16());
    return list;
  }

  /** A length or count, which may not be negative. */
  count(what: string): number {
    const value = this.int32();
    if (value < 0) this.fail(`${what} is ${value}, expected 0 or more`);
    return value;
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** A name with its 16-bit length in front. */
  name(): string {
    const length = this.uint16();
    const start = this.#advance(length);
    return shortAscii(this.#bytes, start, length) ?? decodeName(this.#bytes.subarray(start, start + length));
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** Throw what is wrong with the field just read. */
  fail(problem: string): never {
    throw new DamagedFileError(problem, this.#place());
  }

  #advance(length: number): number {
    const start = this.#position;
    if (length > this.remaining) {
      this.fail(
        `a record of ${this.#bytes.length} bytes ends inside a field (${length} bytes from byte ${start} of it)`,
      );
    }
    this.#position = start + length;
    return start;
  }

  #place(): HdfErrorDetails {
    const { offset } = this.#where;
    return offset === undefined ? this.#where : { ...this.#where, offset: offset + this.#position };
  }
}

/** A text decoder takes longer to call than such a name takes to decode. */
const shortLength = 24;

/** Text of a few ASCII characters, undefined for any other. */
function shortAscii(bytes: Uint8Array, start: number, length: number): string | undefined {
  if (length > shortLength) return undefined;
  let text = "";
  for (let i = start; i < start + length; i++) {
    const byte = bytes[i] as number;
    if (byte === 0 || byte > 0x7e) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
