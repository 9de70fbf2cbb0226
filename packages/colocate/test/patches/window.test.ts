import { describe, expect, it } from "vitest";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { enclosingWindow, windowPixel } from "../../src/patches/window.ts";

// 4 rows: latitudes 67.5, 22.5, -22.5, -67.5, half lengths 2, 4, 4, 2 of 8 columns.
const grid = new PolderGrid(4);

describe("enclosingWindow", () => {
  it.each([
    [
      "one box around all spans",
      [
        [1, 2, 3],
        [2, 1, 2],
      ],
      [[1, 1, 2, 3]],
    ],
    [
      "beyond the east end: the rest from the row's beginning",
      [[1, 6, 9]],
      [
        [1, 6, 1, 2],
        [1, 0, 1, 2],
      ],
    ],
    [
      "beyond the west end: the western part first",
      [[1, -1, 1]],
      [
        [1, 7, 1, 1],
        [1, 0, 1, 2],
      ],
    ],
    ["wholly beyond the east end", [[1, 8, 9]], [[1, 0, 1, 2]]],
    [
      "rows of different length",
      [
        [0, 5, 6],
        [1, 7, 8],
      ],
      [
        [0, 5, 2, 3],
        [0, 0, 2, 3],
      ],
    ],
    ["a whole row and more", [[1, -1, 8]], [[1, 0, 1, 8]]],
    [
      "beyond both ends in different rows",
      [
        [1, -1, 2],
        [2, 6, 8],
      ],
      [[1, 0, 2, 8]],
    ],
  ])("%s", (_, spans, expected) => {
    const rows = spans.map(([row, first, last]) => ({ row: row!, first: first!, last: last! }));
    const boxes = expected.map(([row, col, rows, cols]) => ({ row: row!, col: col!, rows: rows!, cols: cols! }));
    const window = enclosingWindow(grid, rows);
    expect(window.boxes).toEqual(boxes);
    expect(window.pixels).toBe(boxes.reduce((sum, box) => sum + box.rows * box.cols, 0));
  });
});

describe("windowPixel", () => {
  const window = enclosingWindow(grid, [
    { row: 1, first: 6, last: 9 },
    { row: 2, first: 6, last: 9 },
  ]);

  it.each([
    [1, 6, 0],
    [1, 7, 1],
    [2, 7, 3],
    [1, 0, 4],
    [2, 1, 7],
    [1, 5, -1],
    [1, 2, -1],
    [0, 7, -1],
    [3, 7, -1],
  ])("cell (%i, %i) is pixel %i", (row, col, expected) => {
    expect(windowPixel(window, row, col)).toBe(expected);
  });
});
