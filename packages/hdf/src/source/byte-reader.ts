import { Waiting } from "../_waiting.ts";
import { ClosedError, DamagedFileError, HdfError, SourceError } from "../errors.ts";
import type { RandomAccessSource } from "./types.ts";

const blockSize = 2 ** 16;
const maxBlocks = 64;

/**
 * Exact reads from a source. Small reads go through a cache of blocks, because the metadata of an HDF4 file is many
 * small pieces near each other; large ones go straight to the source.
 */
export class ByteReader {
  readonly size: number;
  readonly name: string;
  readonly #source: RandomAccessSource;
  readonly #waiting = new Waiting();
  readonly #blocks = new Map<number, Promise<Uint8Array>>();
  #closed = false;

  constructor(source: RandomAccessSource, name: string) {
    this.#source = source;
    this.size = source.size;
    this.name = name;
  }

  /**
   * The bytes [offset, offset + length), to be read only (they may be shared).
   * @throws DamagedFileError when the range is not within the file
   */
  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    this.check(offset, length);
    signal?.throwIfAborted();
    if (length === 0) return new Uint8Array(0);
    if (length >= blockSize) return this.#fetch(offset, length, signal);
    const first = Math.floor(offset / blockSize);
    const last = Math.floor((offset + length - 1) / blockSize);
    const start = offset - first * blockSize;
    const head = await this.#waiting.wait(this.#block(first), signal);
    this.#checkRunning(signal);
    if (first === last) return head.subarray(start, start + length);
    const joined = new Uint8Array(length);
    joined.set(head.subarray(start));
    const tail = await this.#waiting.wait(this.#block(last), signal);
    this.#checkRunning(signal);
    joined.set(tail.subarray(0, start + length - blockSize), blockSize - start);
    return joined;
  }

  /**
   * Fill `target` with the bytes from `offset` on, where the source can without a copy in between.
   * @throws DamagedFileError when the range is not within the file
   */
  async readInto(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<void> {
    const { length } = target;
    const source = this.#source;
    if (source.readInto === undefined || length < blockSize) {
      target.set(await this.read(offset, length, signal));
      return;
    }
    this.check(offset, length);
    signal?.throwIfAborted();
    const filled = await this.#guard(offset, length, signal, () => source.readInto?.(target, offset, { signal }));
    if (filled !== length) throw this.#incomplete(offset, length, filled ?? 0);
  }

  /** Is the range within the file? @throws DamagedFileError when not, ClosedError after `close` */
  check(offset: number, length: number): void {
    this.#checkRunning();
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw new DamagedFileError(`${length} bytes are expected here, but the file has ${this.size} bytes`, {
        file: this.name,
        offset,
      });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#blocks.clear();
    this.#waiting.end(() => new ClosedError({ file: this.name }));
    await this.#source.close?.();
  }

  #block(index: number): Promise<Uint8Array> {
    const known = this.#blocks.get(index);
    if (known !== undefined) {
      // Move to the end: the map's order is the order of use.
      this.#blocks.delete(index);
      this.#blocks.set(index, known);
      return known;
    }
    const offset = index * blockSize;
    // No signal: other reads may wait for the same block.
    const block = this.#fetch(offset, Math.min(blockSize, this.size - offset));
    this.#blocks.set(index, block);
    block.catch(() => this.#blocks.delete(index));
    if (this.#blocks.size > maxBlocks) {
      for (const oldest of this.#blocks.keys()) {
        this.#blocks.delete(oldest);
        break;
      }
    }
    return block;
  }

  async #fetch(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const bytes = await this.#guard(offset, length, signal, () => this.#source.read(offset, length, { signal }));
    if (!(bytes instanceof Uint8Array) || bytes.length !== length) {
      throw this.#incomplete(offset, length, bytes?.length ?? typeof bytes);
    }
    return bytes;
  }

  /** Turn errors of the source into those of this package. */
  async #guard<T>(
    offset: number,
    length: number,
    signal: AbortSignal | undefined,
    read: () => T | Promise<T>,
  ): Promise<T> {
    let result: T;
    try {
      const reading = read();
      // A source that never answers must not keep its reader from ending.
      result = reading instanceof Promise ? await this.#waiting.wait(reading, signal) : await reading;
    } catch (error) {
      this.#checkRunning(signal);
      if (error instanceof HdfError) throw error;
      throw new SourceError(`reading ${length} bytes failed: ${describeThrown(error)}`, {
        file: this.name,
        offset,
        cause: error,
      });
    }
    this.#checkRunning(signal);
    return result;
  }

  /** May an operation go on? What is still running when the file is closed ends with an error. */
  #checkRunning(signal?: AbortSignal): void {
    signal?.throwIfAborted();
    if (this.#closed) throw new ClosedError({ file: this.name });
  }

  #incomplete(offset: number, length: number, found: number | string): SourceError {
    const problem = `asked for ${length} bytes, the source gave ${found}`;
    return new SourceError(problem, { file: this.name, offset });
  }
}

/** Anything can be thrown, also what has no text. */
function describeThrown(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "something was thrown that has no text";
  }
}
