import { describe, expect, it } from "vitest";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { forEachCell, sinusoidalPixels, sinusoidalStart, sinusoidalTop } from "../../src/patches/_sinusoidal.ts";
import { definePatch } from "../../src/patches/patch.ts";

const grid = new PolderGrid();

describe("the first row and the first columns", () => {
  it.each([
    // round(18 x 90 - 0.5 - 49.5) and round(3239.5 - 49.5)
    [0, 0, 100, 1570, 3190],
    // 18 (90 - 45) - 0.5 - 49.5 = 760; N of row 810 is NINT(3240 cos 44.9722..) = 2292: round(3239.5 + 229.2 - 49.5)
    [45, 18, 100, 760, 3419],
    // Halves go south and east: 1620 - 0.5 - 1 = 1618.5 and 3239.5 - 1 = 3238.5.
    [0, 0, 3, 1619, 3239],
  ])("about %f N, %f E, %d pixels: row %d, column %d", (centerLat, centerLon, size, top, start) => {
    expect(sinusoidalTop({ grid, size, centerLat })).toBe(top);
    expect(sinusoidalStart(grid, size, centerLon, grid.rowAt(centerLat))).toBe(start);
  });
});

it("walks row by row, wrapping at the antimeridian, and finds each cell in the window", () => {
  const coarse = new PolderGrid(180);
  const patch = definePatch({ projection: "sinusoidal", size: 2, centerLat: 0, centerLon: 180, grid: coarse });
  const cells: number[][] = [];
  forEachCell(patch, (i, row, col) => cells.push([i, row, col]));
  expect(cells).toEqual([
    [0, 89, 359],
    [1, 89, 0],
    [2, 90, 359],
    [3, 90, 0],
  ]);
  // Two boxes of one column each, the western one first.
  expect([...sinusoidalPixels(patch)]).toEqual([0, 2, 1, 3]);
});
