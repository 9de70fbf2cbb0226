import { DatasetError } from "../errors.ts";
import { latin1Text } from "../npy/_decode-elements.ts";

const newline = 0x0a;

/** Takes values from bytes one after the other, and never beyond their end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string | undefined;
  readonly #utf8: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #position = 0;
  /** Where the instruction being read began. */
  #start = 0;

  constructor(bytes: Uint8Array, file: string | undefined) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#file = file;
  }

  /** The error for bad data, which names the file and the instruction. */
  fail(problem: string, cause?: unknown): DatasetError {
    return new DatasetError("DATASET_PICKLE", problem, { file: this.#file, offset: this.#start, cause });
  }

  /** Code of the next instruction. */
  instruction(): number {
    this.#start = this.#position;
    return this.uint8();
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A length of 8 bytes; one that no number holds is longer than any file. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Big endian, unlike everything else in a pickle. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** The next bytes, as a view. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Text of this many bytes in UTF-8. */
  text(length: number): string {
    const bytes = this.take(length);
    try {
      return this.#utf8.decode(bytes);
    } catch (cause) {
      throw this.fail("text that is not UTF-8", cause);
    }
  }

  /** One character per byte up to the end of the line, which is taken as well. */
  line(): string {
    const end = this.bytes.indexOf(newline, this.#position);
    if (end < 0) throw this.fail("a line has no end: the file is cut off or damaged");
    const line = this.take(end - this.#position);
    this.#position++;
    return latin1Text(line);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.bytes.length - this.#position;
  }

  #advance(length: number): number {
    if (length < 0 || length > this.left) {
      throw this.fail(`${length} bytes needed, ${this.left} left: the file is cut off or damaged`);
    }
    const start = this.#position;
    this.#position += length;
    return start;
  }
}
