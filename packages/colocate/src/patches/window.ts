import type { PolderGrid } from "../grid/polder-grid.ts";
import type { GridBox } from "../types.ts";

/** What must be read of each field of a granule for a patch. */
export interface PatchWindow {
  /**
   * One box of the grid, or two when the patch crosses the antimeridian: first the part west of it, then the part east
   * of it. The window of a field is what these boxes hold, one after the other: for each box an array of
   * [rows, cols, views].
   */
  readonly boxes: readonly GridBox[];
  /** Number of pixels of all boxes together. */
  readonly pixels: number;
}

/** Consecutive columns of one row, not wrapped: they may run beyond either end of the row. */
export interface RowSpan {
  readonly row: number;
  readonly first: number;
  readonly last: number;
}

/** The smallest window that holds these spans. None may be farther than one turn from the row that owns it. */
export function enclosingWindow(grid: PolderGrid, spans: readonly RowSpan[]): PatchWindow {
  const beyondWest = new Bounds();
  const inside = new Bounds();
  const beyondEast = new Bounds();
  for (const { row, first, last } of spans) {
    const firstCol = grid.firstCol(row);
    const lastCol = grid.lastCol(row);
    const turn = lastCol - firstCol + 1;
    if (last - first + 1 >= turn) {
      inside.add(row, firstCol, lastCol);
      continue;
    }
    beyondWest.add(row, first + turn, Math.min(last, firstCol - 1) + turn);
    inside.add(row, Math.max(first, firstCol), Math.min(last, lastCol));
    beyondEast.add(row, Math.max(first, lastCol + 1) - turn, last - turn);
  }
  // A patch that leaves its rows at both ends goes nearly around the Earth: the parts would overlap.
  const parts =
    beyondWest.isEmpty || beyondEast.isEmpty
      ? [beyondWest, inside, beyondEast]
      : [beyondWest.union(inside).union(beyondEast)];
  const boxes = parts.filter((part) => !part.isEmpty).map((part) => part.box());
  return { boxes, pixels: boxes.reduce((sum, box) => sum + box.rows * box.cols, 0) };
}

/** Number of a cell in the window, counted through the boxes row by row; -1 when the window does not hold it. */
export function windowPixel(window: PatchWindow, row: number, col: number): number {
  let start = 0;
  for (const box of window.boxes) {
    const y = row - box.row;
    const x = col - box.col;
    if (y >= 0 && y < box.rows && x >= 0 && x < box.cols) return start + y * box.cols + x;
    start += box.rows * box.cols;
  }
  return -1;
}

/** The smallest box around spans of columns; spans that end before they begin add nothing. */
class Bounds {
  #north = Number.POSITIVE_INFINITY;
  #south = Number.NEGATIVE_INFINITY;
  #west = Number.POSITIVE_INFINITY;
  #east = Number.NEGATIVE_INFINITY;

  get isEmpty(): boolean {
    return this.#south < this.#north;
  }

  add(row: number, first: number, last: number): void {
    if (last < first) return;
    this.#north = Math.min(this.#north, row);
    this.#south = Math.max(this.#south, row);
    this.#west = Math.min(this.#west, first);
    this.#east = Math.max(this.#east, last);
  }

  union(other: Bounds): Bounds {
    const both = new Bounds();
    both.add(this.#north, this.#west, this.#east);
    both.add(this.#south, this.#west, this.#east);
    both.add(other.#north, other.#west, other.#east);
    both.add(other.#south, other.#west, other.#east);
    return both;
  }

  box(): GridBox {
    return {
      row: this.#north,
      col: this.#west,
      rows: this.#south - this.#north + 1,
      cols: this.#east - this.#west + 1,
    };
  }
}
