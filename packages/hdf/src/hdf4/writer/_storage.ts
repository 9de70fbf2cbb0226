import { type DeflateLevel, deflate } from "../../_deflate.ts";
import { RowRanges } from "../../_row-ranges.ts";
import { densePieces, product, type Strided, toDense, toRows, toStrided } from "../../_strided.ts";
import { elementSize } from "../../_typed-array.ts";
import { tags } from "../tags.ts";
import type { Job } from "./_session.ts";
import { compressedHeader, specialTag } from "./_special.ts";
import type { Reference } from "./_vdata.ts";
import type { ElementStore } from "./element-store.ts";
import { type Hdf4Dtype, repeatBytes, toBigEndian } from "./number-types.ts";

/** What every way of storing a data set needs to know of it. */
export interface StorageInfo {
  readonly store: ElementStore;
  /** The data set in error messages. */
  readonly what: string;
  readonly dtype: Hdf4Dtype;
  readonly shape: readonly number[];
  /** The bytes of one element that was never written. */
  readonly fill: Uint8Array;
}

/**
 * How the values of a data set reach the file. Arguments are checked at the call; the jobs run in the order of the
 * calls. Reference numbers of the series "object", which other calls take as well, are taken at the call.
 */
export interface Storage {
  write(values: unknown): Job;
  writeRows(start: number, values: unknown): Job;
  writeChunk(index: readonly number[], values: unknown): Job;
  /** Complete the data; null when none was written. */
  finish(): Promise<Reference | null>;
}

/** Big-endian copies are made in pieces of about this size. */
const pieceBytes = 2 ** 20;

/** Values one after the other in C order, written whole or in rows. */
export class ContiguousStorage implements Storage {
  readonly #info: StorageInfo;
  readonly #fillUnwritten: boolean;
  readonly #rows: number;
  readonly #written: RowRanges;
  #ref: number | null = null;
  #offset: number | null = null;

  /** @param fillUnwritten store the fill value even when nothing is written */
  constructor(info: StorageInfo, fillUnwritten: boolean) {
    this.#info = info;
    this.#fillUnwritten = fillUnwritten;
    this.#rows = info.shape[0] ?? 1;
    this.#written = new RowRanges(this.#rows);
  }

  write(values: unknown): Job {
    const { dtype, shape, what } = this.#info;
    return this.#claim(0, this.#rows, toStrided(dtype, values, [shape], what));
  }

  writeRows(start: number, values: unknown): Job {
    const { dtype, shape, what } = this.#info;
    if (shape.length === 0) throw new TypeError(`${what}: a scalar has no rows, use write`);
    const source = toRows(dtype, values, shape, what);
    return this.#claim(start, start + source.shape[0]!, source);
  }

  writeChunk(): Job {
    throw new TypeError(`${this.#info.what}: it has no chunks, use write or writeRows`);
  }

  async finish(): Promise<Reference | null> {
    if (this.#offset === null && !this.#fillUnwritten) return null;
    const offset = this.#place();
    const { store, fill } = this.#info;
    // A sink holds zeros where nothing was written.
    const gaps = fill.every((byte) => byte === 0) ? [] : this.#written.gaps();
    for (const { start, stop } of gaps) {
      const end = stop * this.#rowBytes;
      for (let at = start * this.#rowBytes; at < end; at += pieceBytes) {
        await store.write(offset + at, repeatBytes(fill, Math.min(pieceBytes, end - at)));
      }
    }
    return { tag: tags.scientificData, ref: this.#getRef() };
  }

  get #rowBytes(): number {
    const { dtype, shape } = this.#info;
    return product(shape.slice(1)) * elementSize(dtype);
  }

  #claim(start: number, stop: number, source: Strided): Job {
    this.#written.claim(start, stop, this.#info.what);
    if (start < stop) this.#getRef();
    return () => this.#store(start, source);
  }

  #getRef(): number {
    this.#ref ??= this.#info.store.newRef();
    return this.#ref;
  }

  /** Where the data begins. */
  #place(): number {
    this.#offset ??= this.#info.store.reserve(tags.scientificData, this.#getRef(), this.#rows * this.#rowBytes);
    return this.#offset;
  }

  async #store(start: number, source: Strided): Promise<void> {
    const { dtype, store } = this.#info;
    let done = start * this.#rowBytes;
    for (const piece of densePieces(source, pieceBytes / elementSize(dtype))) {
      const bytes = toBigEndian(piece);
      await store.write(this.#place() + done, bytes);
      done += bytes.length;
    }
  }
}

/** One deflate stream for the whole data set. */
export class CompressedStorage implements Storage {
  readonly #info: StorageInfo;
  readonly #level: DeflateLevel;
  #claimed = false;
  #element: Reference | null = null;

  constructor(info: StorageInfo, level: DeflateLevel) {
    this.#info = info;
    this.#level = level;
  }

  write(values: unknown): Job {
    const { store, what, dtype, shape } = this.#info;
    const source = toStrided(dtype, values, [shape], what);
    if (this.#claimed) throw new RangeError(`${what}: it has been written already`);
    this.#claimed = true;
    const ref = store.newRef();
    return async () => {
      const bytes = toBigEndian(toDense(source));
      const deflated = await deflate(bytes, this.#level);
      const dataRef = store.newRef("compressed");
      this.#element = { tag: tags.scientificData, ref };
      await store.put(specialTag(tags.scientificData), ref, compressedHeader(bytes.length, dataRef, this.#level));
      await store.put(tags.compressed, dataRef, deflated);
    };
  }

  writeRows(): Job {
    throw new TypeError(`${this.#info.what}: it is compressed as a whole, use write, or give it chunks`);
  }

  writeChunk(): Job {
    throw new TypeError(`${this.#info.what}: it is compressed as a whole, use write, or give it chunks`);
  }

  async finish(): Promise<Reference | null> {
    return this.#element;
  }
}
