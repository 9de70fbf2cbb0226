import { expect, test } from "vitest";
import { findSwath } from "../../../src/predict/granule/swath.ts";
import { slanted, smallGranule, smallGrid, smallWindow } from "./support.ts";

test.each([0, 100, 180, -175])("a window holds every pixel of a swath about %d degrees once", async (meridian) => {
  const inSwath = slanted(meridian);
  const window = await smallWindow(inSwath);
  let pixels = 0;
  for (let row = 0; row < smallGrid.rows; row++) {
    for (let col = smallGrid.firstCol(row); col <= smallGrid.lastCol(row); col++) {
      if (inSwath(smallGrid.latitude(row), smallGrid.longitude(row, col))) pixels++;
    }
  }
  const found = new Set<string>();
  for (let row = 0; row < window.rows; row++) {
    const cols = window.valid(row);
    expect([...cols]).toEqual([...cols].sort((a, b) => a - b));
    for (const col of cols) {
      const gridCol = window.gridCol(row, col);
      const gridRow = window.firstRow + row;
      expect(inSwath(smallGrid.latitude(gridRow), smallGrid.longitude(gridRow, gridCol))).toBe(true);
      // Both ways of saying where a column is agree.
      expect(window.colPosition(row, smallGrid.longitude(gridRow, gridCol))).toBeCloseTo(col, 6);
      found.add(`${gridRow} ${gridCol}`);
    }
  }
  expect(found.size).toBe(pixels);
  // 60 degrees are 12 columns at the equator; slanted by 16 degrees on either side.
  expect(window.cols).toBeLessThanOrEqual(18);
});

test("neighbours in a window are neighbours on Earth, across the antimeridian too", async () => {
  const window = await smallWindow(slanted(180));
  expect(Math.abs(window.centerLon)).toBeGreaterThan(170);
  for (let row = 0; row < window.rows; row++) {
    const gridRow = window.firstRow + row;
    const lons = [...window.valid(row)].map((col) => smallGrid.longitude(gridRow, window.gridCol(row, col)));
    const step = 180 / smallGrid.halfLength(gridRow);
    for (let i = 1; i < lons.length; i++) expect((lons[i]! - lons[i - 1]! + 360) % 360).toBeCloseTo(step, 6);
  }
});

test("where a row has fewer cells than the window has columns, there are none", async () => {
  // All around the pole, and a narrow swath elsewhere.
  const window = await smallWindow((lat, lon) => lat > 70 || (lat > -20 && Math.abs(lon - 40) < 60));
  for (let row = 0; row < window.rows; row++) {
    const cols = Array.from({ length: window.cols }, (_, col) => window.gridCol(row, col)).filter((col) => col >= 0);
    expect(new Set(cols).size).toBe(cols.length);
    expect(cols.length).toBeLessThanOrEqual(2 * smallGrid.halfLength(window.firstRow + row));
  }
  expect(window.gridCol(0, 0)).toBe(-1);
});

test("only pixels with enough views count, and only rows that are asked for", async () => {
  await using parasol = await smallGranule(slanted(0), { Nviews: { count: (_row, col) => (col % 2 === 0 ? 13 : 12) } });
  const swath = await findSwath(parasol, { minViews: 13, rows: [10, 20] });
  expect([swath?.firstRow, swath?.runs.length]).toEqual([10, 10]);
  expect(
    swath?.runs.every((runs) => runs.every((col, i) => col % 2 === 0 && (i % 2 === 0 || col === runs[i - 1]))),
  ).toBe(true);
  expect(await findSwath(parasol, { minViews: 14, rows: [0, 36] })).toBeUndefined();
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(findSwath(parasol, { minViews: 13, rows: [0, 36], signal })).rejects.toThrow("enough");
});
