import type { PolderGrid } from "@atcs/colocate";
import type { SwathInterval } from "../views/swath-rows.ts";

/** The rows and columns of the grid that a swath covers. */
export interface SwathAxes {
  /** From the first row that has pixels to the last. */
  readonly rows: Int32Array;
  /** Those of any row, ascending. */
  readonly columns: Int32Array;
  /** Index in `columns` of every column of the grid. */
  readonly columnIndex: Int32Array;
}

/**
 * @param intervals in order of rows
 * @throws TypeError, RangeError when there are none, or not on the grid
 */
export function swathAxes(caller: string, grid: PolderGrid, intervals: readonly SwathInterval[]): SwathAxes {
  if (!Array.isArray(intervals)) throw new TypeError(`${caller}: expected intervals to be an array`);
  const [first] = intervals;
  const last = intervals.at(-1);
  if (first === undefined || last === undefined) throw new RangeError(`${caller}: the swath has no pixel`);
  const isCovered = new Uint8Array(grid.cols);
  for (const [i, { row, firstCol, lastCol }] of intervals.entries()) {
    const isOnGrid = grid.contains(row, firstCol) && grid.contains(row, lastCol) && firstCol <= lastCol;
    if (!isOnGrid || row < first.row || row > last.row) {
      throw new RangeError(
        `${caller}: interval ${i}: columns ${firstCol} to ${lastCol} of row ${row}: expected cells of the grid, rows in order`,
      );
    }
    isCovered.fill(1, firstCol, lastCol + 1);
  }
  const columnIndex = new Int32Array(grid.cols);
  let count = 0;
  for (let col = 0; col < grid.cols; col++) {
    columnIndex[col] = count;
    count += isCovered[col]!;
  }
  return {
    rows: Int32Array.from({ length: last.row - first.row + 1 }, (_, i) => first.row + i),
    columns: Int32Array.from(isCovered.keys()).filter((col) => isCovered[col] === 1),
    columnIndex,
  };
}

/** Intervals of the grid as intervals of arrays over the axes: what follows each other there does so here. */
export function toAxes(intervals: readonly SwathInterval[], { rows, columnIndex }: SwathAxes): SwathInterval[] {
  return intervals.map(({ row, firstCol, lastCol }) => ({
    row: row - rows[0]!,
    firstCol: columnIndex[firstCol]!,
    lastCol: columnIndex[lastCol]!,
  }));
}
