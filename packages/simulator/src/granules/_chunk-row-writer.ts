import type { SwathInterval } from "../views/swath-rows.ts";
import type { PendingWrites } from "./_pending-writes.ts";
import { type ChunkShape, chunksOf, fillChunk } from "./_swath-chunks.ts";

/** A data set over rows, columns and, if a pixel has several elements, one more axis. */
export interface ChunkedTarget<A extends Uint8Array | Float32Array> {
  readonly chunkShape: ChunkShape;
  /** Elements of a pixel. */
  readonly elements: number;
  /** A chunk of fill values. */
  makeChunk(length: number): A;
  writeChunk(index: readonly number[], chunk: A): Promise<void>;
}

/** Writes pixels to chunks that end at other rows than the blocks in which they come: one row of chunks is kept. */
export class ChunkRowWriter<A extends Uint8Array | Float32Array> {
  readonly #target: ChunkedTarget<A>;
  readonly #pending: PendingWrites;
  readonly #chunks = new Map<number, A>();
  #chunkRow = 0;

  constructor(target: ChunkedTarget<A>, pending: PendingWrites) {
    this.#target = target;
    this.#pending = pending;
  }

  /**
   * @param intervals rows and columns of the data set; rows never lie before those of the last call
   * @param values of their pixels, in this order
   */
  async write(intervals: readonly SwathInterval[], values: A): Promise<void> {
    const { chunkShape, elements } = this.#target;
    let source = 0;
    for (let from = 0; from < intervals.length; ) {
      const chunkRow = Math.floor(intervals[from]!.row / chunkShape.rows);
      const firstSource = source;
      let end = from;
      for (; end < intervals.length && intervals[end]!.row < (chunkRow + 1) * chunkShape.rows; end++) {
        source += intervals[end]!.lastCol - intervals[end]!.firstCol + 1;
      }
      if (chunkRow !== this.#chunkRow) await this.finish();
      this.#chunkRow = chunkRow;
      for (const { chunkCol, runs } of chunksOf(intervals.slice(from, end), chunkShape, firstSource)) {
        fillChunk(this.#chunk(chunkCol), runs, values, elements);
      }
      from = end;
    }
  }

  /** Hand over the chunks that are not yet. */
  async finish(): Promise<void> {
    const { elements } = this.#target;
    const chunks = [...this.#chunks];
    this.#chunks.clear();
    for (const [chunkCol, chunk] of chunks) {
      const index = [this.#chunkRow, chunkCol, ...(elements === 1 ? [] : [0])];
      await this.#pending.add(chunk.byteLength, () => this.#target.writeChunk(index, chunk));
    }
  }

  #chunk(chunkCol: number): A {
    const { chunkShape, elements } = this.#target;
    let chunk = this.#chunks.get(chunkCol);
    if (chunk === undefined) {
      chunk = this.#target.makeChunk(chunkShape.rows * chunkShape.cols * elements);
      this.#chunks.set(chunkCol, chunk);
    }
    return chunk;
  }
}
