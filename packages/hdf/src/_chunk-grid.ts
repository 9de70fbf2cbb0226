import { copyBlock, product, type Strided, toDense, toStrided } from "./_strided.ts";
import type { AnyTypedArray, StoredDtype } from "./_typed-array.ts";

/** A chunked array of rank 1 or more, to be written: chunks at the upper edges reach beyond the array. */
export class ChunkGrid {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  /** Number of chunks along each axis. */
  readonly counts: readonly number[];
  /** Elements of one chunk. */
  readonly chunkLength: number;

  constructor(shape: readonly number[], chunks: readonly number[]) {
    this.shape = shape;
    this.chunks = chunks;
    this.counts = shape.map((size, axis) => Math.ceil(size / chunks[axis]!));
    this.chunkLength = product(chunks);
  }

  /**
   * Number of a chunk in C order.
   * @throws TypeError for what is no chunk index, RangeError for one outside the grid; `what` names the data set
   */
  numberOf(index: readonly number[], what: string): number {
    const { counts } = this;
    const wanted = (): string => {
      const limits = counts.map((count) => `0..${count - 1}`).join(", ");
      return `${what}: expected chunk indices in [${limits}], got ${JSON.stringify(index)}`;
    };
    if (!Array.isArray(index) || index.length !== counts.length) throw new TypeError(wanted());
    const isInside = index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < counts[axis]!);
    if (!isInside) throw new RangeError(wanted());
    return index.reduce((sum, i, axis) => sum * counts[axis]! + i, 0);
  }

  /** All chunk indices, in C order. */
  *all(): Generator<number[]> {
    if (this.counts.includes(0)) return;
    const index = this.counts.map(() => 0);
    for (;;) {
      yield [...index];
      let axis = index.length - 1;
      while (axis >= 0 && ++index[axis]! === this.counts[axis]!) index[axis--] = 0;
      if (axis < 0) return;
    }
  }

  /**
   * The elements of a whole chunk from values for it, or for its part inside the array.
   * @param filled makes a chunk of fill values
   * @throws TypeError for another type, RangeError for another shape or number of values
   */
  toChunk(
    dtype: StoredDtype,
    values: unknown,
    index: readonly number[],
    filled: () => AnyTypedArray,
    what: string,
  ): AnyTypedArray {
    const extent = this.#extentOf(index);
    const isWhole = product(extent) === this.chunkLength;
    const source = toStrided(dtype, values, isWhole ? [this.chunks] : [this.chunks, extent], what);
    if (product(source.shape) === this.chunkLength) return toDense(source);
    const chunk = filled();
    const start = extent.map(() => 0);
    copyBlock(source, start, extent, chunk, this.chunks);
    return chunk;
  }

  /** Put the elements of a chunk that lie inside the array `source` into `chunk`. */
  cut(source: Strided, index: readonly number[], chunk: AnyTypedArray): void {
    const start = index.map((i, axis) => i * this.chunks[axis]!);
    copyBlock(source, start, this.#extentOf(index), chunk, this.chunks);
  }

  /** Extent of the part of a chunk that lies inside the array. */
  #extentOf(index: readonly number[]): number[] {
    return index.map((i, axis) => Math.min(this.chunks[axis]!, this.shape[axis]! - i * this.chunks[axis]!));
  }
}
