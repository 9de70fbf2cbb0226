import { ChunkGrid } from "../../_chunk-grid.ts";
import type { Strided } from "../../_strided.ts";
import { LimitError } from "../../errors.ts";
import { type StoredChunk, writeChunkTree } from "./chunk-tree.ts";
import { createFilled, type DatasetLayout } from "./dataset-layout.ts";
import type { FileSpace } from "./file-space.ts";
import { applyFilters } from "./filters.ts";
import { toLittleEndian } from "./number-types.ts";

/** The chunks of a data set: each is stored where the file ends when it comes; only where they are is kept. */
export class ChunkedStorage {
  readonly #layout: DatasetLayout;
  readonly #grid: ChunkGrid;
  readonly #space: FileSpace;
  /** By number in C order of the grid; null while a chunk is on its way. */
  readonly #stored = new Map<number, StoredChunk | null>();
  /** Has the whole data set been written at once? */
  #whole = false;

  constructor(layout: DatasetLayout, chunks: readonly number[], space: FileSpace) {
    this.#layout = layout;
    this.#grid = new ChunkGrid(layout.shape, chunks);
    this.#space = space;
  }

  /** Write a chunk. @throws TypeError, RangeError for wrong values, a wrong index or a chunk that has been written */
  writeChunk(index: readonly number[], values: unknown): Promise<void> {
    const number = this.#grid.numberOf(index, this.#what);
    const what = `${this.#what}: chunk [${index.join(", ")}]`;
    const makeEmpty = () => createFilled(this.#layout, this.#grid.chunkLength);
    const chunk = this.#grid.toChunk(this.#layout.dtype, values, index, makeEmpty, what);
    this.#claim(number, what);
    return this.#store(number, applyFilters(chunk, this.#layout.filters));
  }

  /** Write a chunk as it is to be stored. @throws TypeError, RangeError as `writeChunk` */
  writeEncodedChunk(index: readonly number[], bytes: Uint8Array): Promise<void> {
    const { elementSize, filters } = this.#layout;
    const number = this.#grid.numberOf(index, this.#what);
    const what = `${this.#what}: chunk [${index.join(", ")}]`;
    const exact = filters.deflate === undefined ? this.#grid.chunkLength * elementSize : null;
    if (exact === null ? bytes.length === 0 : bytes.length !== exact) {
      throw new RangeError(`${what}: expected ${exact ?? "some"} bytes, got ${bytes.length} bytes`);
    }
    this.#claim(number, what);
    return this.#store(number, Promise.resolve(bytes));
  }

  /** Write the whole data set, chunk by chunk; those that hold nothing but the fill value are left out. */
  write(source: Strided): Promise<void> {
    if (this.#whole || this.#stored.size > 0) {
      throw new RangeError(`${this.#what}: parts have been written already`);
    }
    this.#whole = true;
    const empty = createFilled(this.#layout, this.#grid.chunkLength);
    const emptyBytes = toLittleEndian(empty);
    return this.#space.enqueue(async () => {
      let number = 0;
      for (const index of this.#grid.all()) {
        const chunk = empty.slice();
        this.#grid.cut(source, index, chunk);
        const isEmpty = toLittleEndian(chunk).every((byte, i) => byte === emptyBytes[i]);
        if (!isEmpty) await this.#append(number, await applyFilters(chunk, this.#layout.filters));
        number++;
      }
    });
  }

  /** Write the index. @returns its address */
  async finish(): Promise<number | null> {
    const stored = this.#stored as ReadonlyMap<number, StoredChunk>;
    const { counts, chunks } = this.#grid;
    return writeChunkTree(stored, counts, chunks, this.#layout.elementSize, this.#space);
  }

  get #what(): string {
    return JSON.stringify(this.#layout.path);
  }

  #claim(number: number, what: string): void {
    if (this.#whole || this.#stored.has(number)) throw new RangeError(`${what} has been written already`);
    this.#stored.set(number, null);
  }

  /** Store a chunk, whose bytes may still be in the making, when its turn has come. */
  #store(number: number, encoding: Promise<Uint8Array>): Promise<void> {
    // It may fail before its turn comes, where the failure is told.
    encoding.catch(() => {});
    return this.#space.enqueue(async () => this.#append(number, await encoding));
  }

  async #append(number: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length > 2 ** 32 - 1) {
      const details = { file: this.#space.name, object: this.#layout.path };
      throw new LimitError(`chunk ${number} takes ${bytes.length} bytes, at most 4 GiB - 1 can be stored`, details);
    }
    const address = this.#space.allocate(bytes.length);
    await this.#space.write(address, bytes);
    this.#stored.set(number, { address, size: bytes.length });
  }
}
