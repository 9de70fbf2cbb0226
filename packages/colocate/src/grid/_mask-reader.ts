import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import type { PixelMask } from "../types.ts";
import { checkGridBox, wholeGrid } from "./grid-box.ts";
import type { PolderGrid } from "./polder-grid.ts";

/** Looks up single pixels in the boxes of a mask, where they lie: nothing is copied. */
export class MaskReader {
  /** Rows between which all boxes lie; the last is before the first when there is no box. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly #data: Uint8Array;
  /** The spans of row r are those from the r-th of these numbers to the next one. */
  readonly #spansOfRow: Int32Array;
  /** Of each span: its first column, its last column, and what to add to a column for its number in the data. */
  readonly #spans: Float64Array;

  /** @throws TypeError for what is no mask; ShapeError for boxes outside of the grid, or data that are not theirs */
  constructor(mask: PixelMask, grid: PolderGrid) {
    const boxes = checkMask(mask, grid);
    this.#data = mask.data;
    this.firstRow = boxes.reduce((first, box) => Math.min(first, box.row), grid.rows);
    this.lastRow = boxes.reduce((last, box) => Math.max(last, box.row + box.rows - 1), -1);
    const ends = new Int32Array(grid.rows + 1);
    for (const { row, rows } of boxes) for (let r = row; r < row + rows; r++) ends[r + 1]!++;
    for (let r = 0; r < grid.rows; r++) ends[r + 1]! += ends[r]!;
    this.#spansOfRow = ends.slice();
    this.#spans = new Float64Array(3 * ends[grid.rows]!);
    let start = 0;
    for (const { row, col, rows, cols } of boxes) {
      for (let r = row; r < row + rows; r++, start += cols) {
        const at = 3 * ends[r]!++;
        this.#spans[at] = col;
        this.#spans[at + 1] = col + cols - 1;
        this.#spans[at + 2] = start - col;
      }
    }
  }

  /** Is a pixel of the grid valid? */
  isValid(row: number, col: number): boolean {
    const end = 3 * this.#spansOfRow[row + 1]!;
    for (let at = 3 * this.#spansOfRow[row]!; at < end; at += 3) {
      if (col < this.#spans[at]! || col > this.#spans[at + 1]!) continue;
      if (this.#data[this.#spans[at + 2]! + col] !== 0) return true;
    }
    return false;
  }

  /** Is any pixel of a row valid? */
  hasAny(row: number): boolean {
    const end = 3 * this.#spansOfRow[row + 1]!;
    for (let at = 3 * this.#spansOfRow[row]!; at < end; at += 3) {
      const start = this.#spans[at + 2]!;
      const last = start + this.#spans[at + 1]!;
      for (let i = start + this.#spans[at]!; i <= last; i++) if (this.#data[i] !== 0) return true;
    }
    return false;
  }
}

/**
 * The boxes of a mask.
 * @throws TypeError for what is no mask; ShapeError for boxes outside of the grid, or data that are not theirs
 */
export function checkMask(mask: PixelMask, grid: PolderGrid): NonNullable<PixelMask["boxes"]> {
  if (typeof mask !== "object" || mask === null || !(mask.data instanceof Uint8Array)) {
    const found = mask instanceof Uint8Array ? "the data alone" : describeValue(mask);
    throw new TypeError(`the mask of valid pixels must be an object with data, a Uint8Array, and boxes, got ${found}`);
  }
  const { boxes = [wholeGrid(grid)], data } = mask;
  if (!Array.isArray(boxes)) {
    throw new TypeError(`the boxes of the mask must be an array of boxes, got ${describeValue(boxes)}`);
  }
  let expected = 0;
  for (const box of boxes) {
    checkGridBox(box, grid);
    expected += box.rows * box.cols;
  }
  if (data.length !== expected) {
    const sizes =
      boxes.length >= 1 && boxes.length <= 4
        ? `${boxes.map(({ rows, cols }) => `${rows} x ${cols}`).join(" + ")} = `
        : "";
    throw new ShapeError(
      `the mask has ${data.length} elements: expected ${sizes}${expected}, those of its ${boxes.length} boxes`,
    );
  }
  return boxes;
}
