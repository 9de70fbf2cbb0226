import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import type { GridBox } from "../types.ts";
import type { PolderGrid } from "./polder-grid.ts";

/** The box of all rows and columns of a grid. */
export function wholeGrid({ rows, cols }: PolderGrid): GridBox {
  return { row: 0, col: 0, rows, cols };
}

/**
 * @throws TypeError for what is no box; ShapeError unless it consists of integers, is not empty, and lies inside of the
 * grid
 */
export function checkGridBox(box: GridBox, grid: PolderGrid): void {
  if (typeof box !== "object" || box === null) {
    throw new TypeError(`a box must be an object with row, col, rows and cols, got ${describeValue(box)}`);
  }
  checkSide("row", box.row, box.rows, grid.rows);
  checkSide("col", box.col, box.cols, grid.cols);
}

function checkSide(name: string, first: number, count: number, limit: number): void {
  if (Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 1 && first + count <= limit) return;
  throw new ShapeError(
    `the box has ${name} ${first} and ${name}s ${count}: expected integers that lie within the ${limit} of the grid`,
  );
}
