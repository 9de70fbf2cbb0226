import { expect, test } from "vitest";
import { PolderGrid } from "../../src/grid/polder-grid.ts";

test("parallels of a grid of two rows, at 45 degrees, and made once", () => {
  const grid = new PolderGrid(2);
  // N = a / sqrt(1 - e^2 / 2) = 6388838.290 m; times cos 45, and times (1 - e^2) sin 45.
  expect(grid.parallels.axisDistances[0]).toBeCloseTo(4517590.879, 2);
  expect([...grid.parallels.equatorHeights]).toEqual([expect.closeTo(4487348.409, 2), expect.closeTo(-4487348.409, 2)]);
  expect(grid.parallels).toBe(grid.parallels);
});
