import { findCorners, type GridBox, PolderGrid } from "@atcs/colocate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import { openParasolGranule } from "../../src/granules/parasol.ts";
import { boxesAlongTrack } from "../../src/granules/track-boxes.ts";
import { expectedGranules, granulePaths } from "../support/granules.ts";

const radians = Math.PI / 180;

/** Distance on a sphere of the equatorial radius: never more than 0.6 % off the ellipsoid's. */
function distanceKm(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const a =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lon2 - lon1) * radians) / 2) ** 2;
  return 2 * 6378.137 * Math.asin(Math.sqrt(Math.min(1, a)));
}

/** How often each cell of the grid is in a box. */
function coverage(grid: PolderGrid, boxes: readonly GridBox[]): Uint8Array {
  const covered = new Uint8Array(grid.rows * grid.cols);
  for (const { row, col, rows, cols } of boxes) {
    for (let r = row; r < row + rows; r++) for (let c = col; c < col + cols; c++) covered[r * grid.cols + c]!++;
  }
  return covered;
}

/** Cells within the margin that no box holds. */
function missed(grid: PolderGrid, lat: number, lon: number, marginKm: number, boxes: readonly GridBox[]): string[] {
  const covered = coverage(grid, boxes);
  const cells: string[] = [];
  for (let row = 0; row < grid.rows; row++) {
    if (Math.abs(grid.latitude(row) - lat) * 110.5 > marginKm) continue;
    for (let col = grid.firstCol(row); col <= grid.lastCol(row); col++) {
      const center = grid.toLatLon(row, col);
      const near = distanceKm(lat, lon, center.lat, center.lon) * 1.002 <= marginKm;
      if (near && covered[row * grid.cols + col] === 0) cells.push(`${row}, ${col}`);
    }
  }
  return cells;
}

describe("every pixel within the margin is in a box", () => {
  const small = new PolderGrid(180);
  const latitude = fc.double({ min: -90, max: 90, noNaN: true });
  const longitude = fc.double({ min: -400, max: 400, noNaN: true });
  const kilometres = fc.double({ min: 0, max: 1500, noNaN: true });
  const band = fc.integer({ min: 1, max: 60 });

  test("anywhere on a coarse grid", () => {
    fc.assert(
      fc.property(latitude, longitude, kilometres, band, (lat, lon, marginKm, bandRows) => {
        const boxes = boxesAlongTrack(small, { lat: [lat], lon: [lon] }, { marginKm, bandRows });
        expect(missed(small, lat, lon, marginKm, boxes)).toEqual([]);
        expect(coverage(small, boxes).every((times) => times <= 1)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [0, 179.99],
    [60.01, -180],
    [-60.01, 540],
    [81.8, 179.9],
    [89.99, 12],
    [-90, 0],
    [10, -0.001],
  ])("on the full grid at %f N, %f E", (lat, lon) => {
    const grid = new PolderGrid();
    const boxes = boxesAlongTrack(grid, { lat: [lat], lon: [lon] });
    expect(missed(grid, lat, lon, 20, boxes)).toEqual([]);
  });
});

describe("and not much more", () => {
  const grid = new PolderGrid();
  const track = {
    lat: Float64Array.from({ length: 3000 }, (_, i) => -70 + (i * 140) / 3000),
    lon: Float64Array.from({ length: 3000 }, (_, i) => -170 - (i * 40) / 3000),
  };

  test("a half orbit across the antimeridian reads some percent of the grid", () => {
    const boxes = boxesAlongTrack(grid, track);
    const pixels = boxes.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
    expect(pixels).toBeLessThan(0.04 * grid.rows * grid.cols);
    // It crosses at 35 degrees south, in rows that have the columns 586 to 5893.
    const { row } = grid.toPixel(-35, 180);
    const there = boxes.filter((box) => box.row <= row && row < box.row + box.rows);
    expect(there.map(({ col, cols }) => [col < 620, col + cols > 5860])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("boxes are inside of the grid", () => {
    for (const { row, col, rows, cols } of boxesAlongTrack(grid, track, { marginKm: 700, bandRows: 100 })) {
      expect(row >= 0 && col >= 0 && row + rows <= grid.rows && col + cols <= grid.cols).toBe(true);
    }
  });

  test("a track without profiles needs nothing", () => {
    expect(boxesAlongTrack(grid, { lat: [], lon: [] })).toEqual([]);
  });
});

test("the boxes along the track of the scene hold all corners that geographiclib finds", async () => {
  await using cldclass = await openCldclassGranule(granulePaths.cldclass);
  await using parasol = await openParasolGranule(granulePaths.parasol);
  const track = await cldclass.readTrack();
  const valid = await parasol.readValidMask(boxesAlongTrack(parasol.grid, track));
  const { corners, weights, enclosed } = findCorners(track, { grid: parasol.grid, valid });
  for (const { profile, valid: expected } of expectedGranules().profiles) {
    const quadrants = (["NW", "NE", "SW", "SE"] as const).map((name) => expected.pixels[name]);
    const pixels = quadrants.flatMap((pixel) => (pixel === null ? [-1, -1] : [pixel.row, pixel.col]));
    expect([...corners.subarray(profile * 8, profile * 8 + 8)], `profile ${profile}`).toEqual(pixels);
    expect(enclosed[profile]).toBe(quadrants.includes(null) ? 0 : 1);
    if (expected.weights !== undefined) expect(weights[profile * 4]).toBeCloseTo(expected.weights.NW, 6);
  }
});

describe("wrong input", () => {
  const grid = new PolderGrid(36);
  test.each([
    [{ lat: [91], lon: [0] }, "latitude at index 0 is 91"],
    [{ lat: [1, Number.NaN], lon: [0, 0] }, "latitude at index 1 is NaN"],
    [{ lat: [1], lon: [Number.NEGATIVE_INFINITY] }, "longitude at index 0 is -Infinity"],
    [{ lat: [1, 2], lon: [0] }, "2 latitudes and 1 longitudes"],
  ])("%j", (track, message) => expect(() => boxesAlongTrack(grid, track)).toThrow(message));

  test.each([{ marginKm: -1 }, { marginKm: Number.NaN }, { marginKm: 1e9 }, { bandRows: 0 }, { bandRows: 1.5 }])(
    "option %j is a RangeError",
    (options) => expect(() => boxesAlongTrack(grid, { lat: [1], lon: [1] }, options)).toThrow(RangeError),
  );
});
