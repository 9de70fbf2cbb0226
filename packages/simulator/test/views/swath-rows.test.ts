import { PolderGrid } from "@atcs/colocate";
import { expect, test } from "vitest";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { createPixelViews } from "../../src/views/pixel-views.ts";
import { swathRows } from "../../src/views/swath-rows.ts";
import { createViewFinder } from "../../src/views/view-finder.ts";

// Node near 173 degrees east: south of the equator the swath lies on the antimeridian.
const orbit = halfOrbit(80, 176);

test("intervals hold exactly the cells that have views", () => {
  const grid = new PolderGrid(180);
  for (const each of [orbit, halfOrbit(81, 20)]) {
    const finder = createViewFinder(each);
    const views = createPixelViews();
    const seen = new Set<number>();
    for (let row = 0; row < grid.rows; row++) {
      for (let col = grid.firstCol(row); col <= grid.lastCol(row); col++) {
        const { lat, lon } = grid.toLatLon(row, col);
        finder.find(lat, lon, views);
        if (views.count > 0) seen.add(row * grid.cols + col);
      }
    }
    const inRows = swathRows(each, grid).flatMap(({ row, firstCol, lastCol }) =>
      Array.from({ length: lastCol - firstCol + 1 }, (_, i) => row * grid.cols + firstCol + i),
    );
    expect(inRows).toEqual([...seen]);
    expect(seen.size).toBeGreaterThan(1000);
  }
});

test("two intervals at the antimeridian, about 1550 km in all", () => {
  const grid = new PolderGrid();
  const rows = swathRows(orbit, grid, { latRange: [-40, -20] });
  const crossing = rows.filter(({ row }) => row === grid.rowAt(-30));
  expect(crossing).toHaveLength(2);
  expect(crossing[0]!.firstCol).toBe(grid.firstCol(crossing[0]!.row));
  expect(crossing[1]!.lastCol).toBe(grid.lastCol(crossing[0]!.row));
  const cells = crossing.reduce((sum, { firstCol, lastCol }) => sum + lastCol - firstCol + 1, 0);
  // A row cuts the track askew, by about 14 degrees here.
  expect(cells * 6.18 * Math.cos(14 * (Math.PI / 180))).toBeGreaterThan(1480);
  expect(cells * 6.18 * Math.cos(14 * (Math.PI / 180))).toBeLessThan(1620);
  expect(new Set(rows.map(({ row }) => row)).size).toBe(360);
});

test("no cells where the orbit does not reach; a wrong range is refused", () => {
  const grid = new PolderGrid(180);
  expect(swathRows(orbit, grid, { latRange: [89, 90] })).toEqual([]);
  expect(() => swathRows(orbit, grid, { latRange: [10, 10] })).toThrow(
    "swathRows: latRange must go from south to north",
  );
});
