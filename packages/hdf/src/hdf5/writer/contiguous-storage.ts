import { RowRanges } from "../../_row-ranges.ts";
import { densePieces, product, type Strided } from "../../_strided.ts";
import { createFilled, type DatasetLayout } from "./dataset-layout.ts";
import type { FileSpace } from "./file-space.ts";
import { toLittleEndian } from "./number-types.ts";

/** About the most that is kept in memory of what is copied or filled. */
const pieceBytes = 2 ** 20;

/**
 * The data of a data set in one piece, whose place is taken when the first rows come. A row is everything at one index
 * of the first axis; a scalar is one row.
 */
export class ContiguousStorage {
  readonly #layout: DatasetLayout;
  readonly #space: FileSpace;
  /** Elements of a row. */
  readonly #rowLength: number;
  readonly #written: RowRanges;
  #address: number | null = null;

  constructor(layout: DatasetLayout, space: FileSpace) {
    this.#layout = layout;
    this.#space = space;
    this.#rowLength = product(layout.shape.slice(1));
    this.#written = new RowRanges(layout.shape[0] ?? 1);
  }

  /**
   * Write some rows, or a whole data set from row 0 on.
   * @throws RangeError for rows outside the shape or rows that have been written
   */
  async write(start: number, source: Strided): Promise<void> {
    this.#written.claim(start, start + (source.shape[0] ?? 1), JSON.stringify(this.#layout.path));
    if (product(source.shape) > 0) await this.#space.enqueue(() => this.#store(start, source));
  }

  /** Fill what has not been written, unless nothing has. @returns address of the data, null when there is none */
  async finish(): Promise<number | null> {
    const { fillValue, elementSize } = this.#layout;
    const isZero = fillValue === null || toLittleEndian(fillValue).every((byte) => byte === 0);
    // Bytes of the file that are not written are zero.
    if (this.#address === null || isZero) return this.#address;
    const step = pieceBytes / elementSize;
    for (const { start, stop } of this.#written.gaps()) {
      const end = stop * this.#rowLength;
      for (let at = start * this.#rowLength; at < end; at += step) {
        const piece = createFilled(this.#layout, Math.min(step, end - at));
        await this.#space.write(this.#address + at * elementSize, toLittleEndian(piece));
      }
    }
    return this.#address;
  }

  async #store(start: number, source: Strided): Promise<void> {
    const { shape, elementSize } = this.#layout;
    this.#address ??= this.#space.allocate(product(shape) * elementSize);
    let address = this.#address + start * this.#rowLength * elementSize;
    for (const piece of densePieces(source, pieceBytes / elementSize)) {
      await this.#space.write(address, toLittleEndian(piece));
      address += piece.byteLength;
    }
  }
}
