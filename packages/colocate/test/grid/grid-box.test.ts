import { expect, test } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { checkGridBox, wholeGrid } from "../../src/grid/grid-box.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";

const grid = new PolderGrid(180);

test("the whole grid", () => {
  expect(wholeGrid(grid)).toEqual({ row: 0, col: 0, rows: 180, cols: 360 });
  expect(() => checkGridBox(wholeGrid(grid), grid)).not.toThrow();
});

test.each([
  [{ row: 0, col: 0, rows: 181, cols: 10 }, /row 0 and rows 181: .* within the 180 of the grid/],
  [{ row: 170, col: 0, rows: 11, cols: 10 }, /row 170 and rows 11/],
  [{ row: 0, col: 351, rows: 10, cols: 10 }, /col 351 and cols 10: .* within the 360/],
  [{ row: -1, col: 0, rows: 10, cols: 10 }, /row -1/],
  [{ row: 0.5, col: 0, rows: 10, cols: 10 }, /row 0.5/],
  [{ row: 0, col: 0, rows: 0, cols: 10 }, /rows 0/],
  [{ row: 0, col: Number.NaN, rows: 10, cols: 10 }, /col NaN/],
  [{ row: 0, col: 0, rows: 10, cols: Number.POSITIVE_INFINITY }, /cols Infinity/],
])("%j is not a box of the grid", (box, message) => {
  expect(() => checkGridBox(box, grid)).toThrow(ShapeError);
  expect(() => checkGridBox(box, grid)).toThrow(message);
});

test("what is no box is a TypeError", () => {
  expect(() => checkGridBox(undefined as never, grid)).toThrow("a box must be an object with row, col, rows and cols");
});
