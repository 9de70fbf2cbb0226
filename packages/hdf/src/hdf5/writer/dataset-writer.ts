import { toRows, toStrided } from "../../_strided.ts";
import { dtypeOfArray } from "../../_typed-array.ts";
import type { NumericDtype } from "../../types.ts";
import { ChunkedStorage } from "./chunked-storage.ts";
import { ContiguousStorage } from "./contiguous-storage.ts";
import type { FileSpace } from "./file-space.ts";
import { type DatasetNode, nameOf } from "./nodes.ts";
import type { Hdf5AttributeInput, Hdf5Input } from "./types.ts";

/**
 * A data set that is being written. What is never written has the fill value; nothing can be written twice.
 *
 * The operations may be awaited one by one, so that memory holds one chunk, or be started together, so that chunks are
 * compressed in parallel (Node). The file is the same either way. Values must not be changed until their operation is
 * done.
 *
 * All operations reject with TypeError or RangeError for wrong arguments, SourceError when the target cannot be written
 * (which ends the file) and ClosedError after `close` or `abort`.
 */
export class Hdf5DatasetWriter<D extends NumericDtype> {
  readonly #node: DatasetNode;
  readonly #space: FileSpace;

  /** @internal */
  constructor(node: DatasetNode, space: FileSpace) {
    this.#node = node;
    this.#space = space;
  }

  /** The data set behind a handle of the same file. @internal */
  static nodeOf(value: unknown, space: FileSpace): DatasetNode | undefined {
    const isHandle = typeof value === "object" && value !== null && #node in value;
    return isHandle && value.#space === space ? value.#node : undefined;
  }

  /** Name in its group. */
  get name(): string {
    return nameOf(this.#node.path);
  }

  /** Names from the root, joined with "/". */
  get path(): string {
    return this.#node.path;
  }

  get dtype(): D {
    return this.#node.layout.dtype as D;
  }

  get shape(): readonly number[] {
    return this.#node.layout.shape;
  }

  /** Chunk lengths, or null when the data set has no chunks. */
  get chunks(): readonly number[] | null {
    return this.#node.layout.chunks;
  }

  /** Set an attribute, or replace its value: attributes are written when the file is closed. */
  setAttribute(name: string, value: Hdf5AttributeInput): void {
    this.#space.assertOpen(this.path);
    this.#node.attributes.set(name, value);
  }

  /**
   * Write everything at once. Chunks that hold nothing but the fill value are not stored.
   * @param values in C order, or an ndarray of the same shape with any strides
   */
  async write(values: Hdf5Input<D>): Promise<void> {
    this.#space.assertOpen(this.path);
    const source = toStrided(this.dtype, values, [this.shape], `"${this.path}": write`);
    const { storage } = this.#node;
    await (storage instanceof ContiguousStorage ? storage.write(0, source) : storage.write(source));
  }

  /**
   * Write rows (everything at some indices of the first axis), in any order, of a data set without chunks. Rows left out
   * hold the fill value.
   * @param start index of the first row
   * @param values of whole rows in C order, or an ndarray
   */
  async writeRows(start: number, values: Hdf5Input<D>): Promise<void> {
    this.#space.assertOpen(this.path);
    const { storage } = this.#node;
    if (!(storage instanceof ContiguousStorage)) {
      throw new TypeError(`"${this.path}": it has chunks, use write or writeChunk`);
    }
    if (this.shape.length === 0) throw new TypeError(`"${this.path}": a scalar has no rows, use write`);
    await storage.write(start, toRows(this.dtype, values, this.shape, `"${this.path}"`));
  }

  /**
   * Write a chunk; chunks may come in any order, and those without data need not come.
   * @param index of the chunk along each axis: element [i, j] is in the chunk [floor(i / chunks[0]), ...]
   * @param values of the chunk in C order, or an ndarray; at the upper edges of the data set those of the whole chunk,
   * or only of its part inside the data set
   */
  async writeChunk(index: readonly number[], values: Hdf5Input<D>): Promise<void> {
    await this.#chunked().writeChunk(index, values);
  }

  /**
   * Write a chunk whose filters have been applied elsewhere, by `encodeChunk` with the filters of this data set.
   * @param bytes the encoded chunk, which is not checked unless there are no filters
   */
  async writeEncodedChunk(index: readonly number[], bytes: Uint8Array): Promise<void> {
    const storage = this.#chunked();
    if (dtypeOfArray(bytes) !== "uint8") throw new TypeError(`"${this.path}": chunk [${index}]: expected a Uint8Array`);
    await storage.writeEncodedChunk(index, bytes);
  }

  #chunked(): ChunkedStorage {
    this.#space.assertOpen(this.path);
    const { storage } = this.#node;
    if (storage instanceof ChunkedStorage) return storage;
    throw new TypeError(`"${this.path}": it has no chunks, use write or writeRows`);
  }
}
