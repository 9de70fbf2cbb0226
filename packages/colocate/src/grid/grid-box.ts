import { ShapeError } from "../errors.ts";
import type { GridBox, PixelMask } from "../types.ts";
import type { PolderGrid } from "./polder-grid.ts";

/** The box of all rows and columns of a grid. */
export function wholeGrid({ rows, cols }: PolderGrid): GridBox {
  return { row: 0, col: 0, rows, cols };
}

/** @throws ShapeError unless the box consists of integers, is not empty, and lies inside of the grid */
export function checkGridBox(box: GridBox, grid: PolderGrid): void {
  checkSide("row", box.row, box.rows, grid.rows);
  checkSide("col", box.col, box.cols, grid.cols);
}

/** The box of a mask. @throws ShapeError for a box that is not inside of the grid, or data of another size */
export function checkMask({ box, data }: PixelMask, grid: PolderGrid): GridBox {
  const window = box ?? wholeGrid(grid);
  checkGridBox(window, grid);
  const expected = window.rows * window.cols;
  if (data.length !== expected) {
    throw new ShapeError(
      `the mask has ${data.length} elements: expected ${window.rows} x ${window.cols} = ${expected}, those of its box`,
    );
  }
  return window;
}

function checkSide(name: string, first: number, count: number, limit: number): void {
  if (Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 1 && first + count <= limit) return;
  throw new ShapeError(
    `the box has ${name} ${first} and ${name}s ${count}: expected integers that lie within the ${limit} of the grid`,
  );
}
