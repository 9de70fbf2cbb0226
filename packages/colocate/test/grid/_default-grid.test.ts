import { expect, test } from "vitest";
import { findCorners } from "../../src/corners/find-corners.ts";
import { defaultGrid } from "../../src/grid/_default-grid.ts";
import { fullResolutionRows, PolderGrid } from "../../src/grid/polder-grid.ts";
import { definePatch } from "../../src/patches/patch.ts";

test("the grid of all functions that are given none, which nobody can change", () => {
  expect(defaultGrid.rows).toBe(fullResolutionRows);
  expect(definePatch({ centerLat: 0, centerLon: 0 }).grid).toBe(defaultGrid);
  expect(() => Object.assign(defaultGrid, { rows: 2 })).toThrow(TypeError);
  const track = { lat: [12], lon: [34] };
  expect(findCorners(track)).toEqual(findCorners(track, { grid: new PolderGrid() }));
});
