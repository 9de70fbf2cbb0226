import type { Projection } from "@atcs/colocate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Blend, rampWeights } from "../../../src/predict/granule/blend.ts";
import { tileCells } from "../../../src/predict/granule/tile-cells.ts";
import { type Tiling, tileableRows, tileRows } from "../../../src/predict/granule/tiles.ts";
import type { SwathWindow } from "../../../src/predict/granule/window.ts";
import { type InSwath, slanted, smallGrid, smallWindow } from "./support.ts";

/** Blend what a network says of each tile: a number for each of its pixels. */
function blended(
  window: SwathWindow,
  tiling: Tiling,
  network: (tile: number, lat: number, lon: number) => number,
): Float32Array[] {
  const { size, overlap } = tiling;
  const blend = new Blend(window, 2, rampWeights(size, overlap));
  let number = 0;
  for (const { top, tiles } of tileRows(window, tiling)) {
    for (const tile of tiles) {
      const values = new Float32Array(2 * size * size);
      for (let y = 0; y < size; y++) {
        const lat = smallGrid.latitude(top + y);
        for (let x = 0; x < size; x++) {
          const row = top + y;
          const start = Math.round(smallGrid.colPosition(row, tile.centerLon) - (size - 1) / 2);
          const lon = smallGrid.longitude(row, smallGrid.wrapCol(row, start + x));
          const value = network(number, lat, lon);
          values[y * size + x] = value;
          values[size * size + y * size + x] = -value;
        }
      }
      blend.add(tileCells(window, tile, top), values);
      number++;
    }
  }
  return Array.from({ length: window.rows }, (_, row) => blend.take(row));
}

const swaths: readonly (readonly [string, InSwath])[] = [
  ["a meridian", slanted(10)],
  ["the antimeridian", slanted(178)],
  ["little", slanted(-90, [3, 12])],
  [
    "pieces",
    (lat, lon) => Math.abs(lat) < 60 && Math.abs(lat) > 20 && lon > -50 && lon < 80 && Math.round(lon / 7) % 2 === 0,
  ],
  ["all around", (lat) => lat > 40 && lat < 72],
];
const projections: readonly Projection[] = ["sinusoidal", "equirectangular"];

describe.each(swaths)("tiles over %s", (_what, inSwath) => {
  test.each(projections)("cover every pixel: what is the same everywhere stays so (%s)", async (projection) => {
    const window = await smallWindow(inSwath);
    for (const [size, overlap] of [
      [8, 2],
      [6, 3],
      [5, 1],
      [4, 1],
    ] as const) {
      for (const [row, values] of blended(window, { size, overlap, projection }, () => 3).entries()) {
        const pixels = window.valid(row).length;
        expect(values.length).toBe(2 * pixels);
        for (let i = 0; i < pixels; i++) {
          expect(values[i]).toBeCloseTo(3, 5);
          expect(values[pixels + i]).toBeCloseTo(-3, 5);
        }
      }
    }
  });

  test("of the grid's own pixels, what depends on the pixel alone is as in one piece", async () => {
    const window = await smallWindow(inSwath);
    const value = (lat: number, lon: number): number => lat + Math.sin(lon);
    const rows = blended(window, { size: 8, overlap: 2, projection: "sinusoidal" }, (_tile, lat, lon) =>
      value(lat, lon),
    );
    for (const [row, values] of rows.entries()) {
      for (const [i, col] of window.valid(row).entries()) {
        const { lat, lon } = smallGrid.toLatLon(window.firstRow + row, window.gridCol(row, col));
        expect(values[i]).toBeCloseTo(value(lat, lon), 4);
      }
    }
  });
});

test("where tiles differ, one fades into the next", async () => {
  const window = await smallWindow((lat, lon) => Math.abs(lat) < 20 && Math.abs(lon) < 80);
  const rows = blended(window, { size: 8, overlap: 4, projection: "sinusoidal" }, (tile) => tile % 2);
  const middle = [...rows[3]!.subarray(0, window.valid(3).length)];
  expect(Math.min(...middle)).toBeLessThan(0.05);
  expect(Math.max(...middle)).toBeGreaterThan(0.95);
  for (let i = 1; i < middle.length; i++) expect(Math.abs(middle[i]! - middle[i - 1]!)).toBeLessThan(0.5);
});

test("weights of tiles that overlap add up to one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 120 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (size, share) => {
      const overlap = Math.max(1, Math.floor(size * share));
      const ramp = rampWeights(size, overlap);
      expect(Math.min(...ramp)).toBeGreaterThan(0);
      for (let i = 0; i < overlap; i++) expect(ramp[i]! + ramp[size - overlap + i]!).toBeCloseTo(1, 12);
      for (let i = overlap; i < size - overlap; i++) expect(ramp[i]).toBe(1);
    }),
  );
});

test("tiles begin at rows of the grid, where these have cells enough", async () => {
  expect(tileableRows(smallGrid, 8)).toEqual([2, 34]);
  const window = await smallWindow(slanted(0));
  const rows = tileRows(window, { size: 8, overlap: 2, projection: "equirectangular" });
  expect(rows.map(({ top }) => top)).toEqual([4, 10, 16, 22, 26]);
  expect([window.firstRow, window.rows]).toEqual([5, 26]);
});

test("every row lies away from the edges of a tile, also where a window ends within the swath", async () => {
  for (const [size, overlap] of [
    [8, 2],
    [6, 3],
    [10, 1],
  ] as const) {
    const window = await smallWindow((lat, lon) => Math.abs(lat) < 40 && Math.abs(lon) < 30);
    const rows = tileRows(window, { size, overlap, projection: "sinusoidal" });
    for (let row = window.firstRow; row < window.firstRow + window.rows; row++) {
      const fromEdge = Math.max(...rows.map(({ top }) => Math.min(row - top, top + size - 1 - row)));
      expect(fromEdge).toBeGreaterThanOrEqual(Math.floor(overlap / 2));
    }
  }
});
