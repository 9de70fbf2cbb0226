import { PolderGrid } from "@atcs/colocate";
import { expect, test } from "vitest";
import { checkBoxes, countPixels } from "../../src/granules/_boxes.ts";

const grid = new PolderGrid(36);
const box = { row: 3, col: 10, rows: 2, cols: 5 };

test("one box or several", () => {
  expect(checkBoxes(box, grid)).toEqual([box]);
  expect(checkBoxes([box, { row: 0, col: 0, rows: 36, cols: 72 }], grid)).toHaveLength(2);
});

test.each([
  [{ ...box, row: -1 }, "box 0 has row -1, col 10, 2 rows and 5 columns: expected integers within the 36 x 72"],
  [{ ...box, row: 35 }, "row 35"],
  [{ ...box, col: 68 }, "col 68"],
  [{ ...box, rows: 0 }, "0 rows"],
  [{ ...box, cols: 1.5 }, "1.5 columns"],
  [{ ...box, col: Number.NaN }, "col NaN"],
  [[], "there is no box to read"],
])("%j is a ShapeError", (wrong, message) => {
  expect(() => checkBoxes(wrong, grid)).toThrow(message);
});

test.each([[undefined], [null], ["all"], [[box, 3]]])("%j is a TypeError", (wrong) => {
  expect(() => checkBoxes(wrong as never, grid)).toThrow(TypeError);
  expect(() => checkBoxes(wrong as never, grid)).toThrow("expected an object with row, col, rows and cols");
});

test("pixels of several boxes", () => {
  const boxes = [box, { row: 1, col: 20, rows: 1, cols: 4 }];
  expect(countPixels(boxes)).toBe(14);
});
