import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { boxesAlongTrack } from "../../src/grid/track-boxes.ts";
import type { GridBox } from "../../src/types.ts";
import { latitudes } from "../support/arbitraries.ts";

const radians = Math.PI / 180;

/** Metres on a sphere of the equatorial radius: never more than 0.6 % off the ellipsoid's. */
function sphericalDistance(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const a =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lon2 - lon1) * radians) / 2) ** 2;
  return 2 * 6_378_137 * Math.asin(Math.sqrt(Math.min(1, a)));
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
function missed(grid: PolderGrid, lat: number, lon: number, marginM: number, boxes: readonly GridBox[]): string[] {
  const covered = coverage(grid, boxes);
  const cells: string[] = [];
  for (let row = 0; row < grid.rows; row++) {
    if (Math.abs(grid.latitude(row) - lat) * 110_500 > marginM) continue;
    for (let col = grid.firstCol(row); col <= grid.lastCol(row); col++) {
      const center = grid.toLatLon(row, col);
      const near = sphericalDistance(lat, lon, center.lat, center.lon) * 1.002 <= marginM;
      if (near && covered[row * grid.cols + col] === 0) cells.push(`${row}, ${col}`);
    }
  }
  return cells;
}

describe("every pixel within the margin is in a box", () => {
  const small = new PolderGrid(180);
  const longitude = fc.double({ min: -400, max: 400, noNaN: true });
  const metres = fc.double({ min: 0, max: 1_500_000, noNaN: true });
  const band = fc.integer({ min: 1, max: 60 });

  test("anywhere on a coarse grid", () => {
    fc.assert(
      fc.property(latitudes, longitude, metres, band, (lat, lon, marginM, bandRows) => {
        const boxes = boxesAlongTrack(small, { lat: [lat], lon: [lon] }, { marginM, bandRows });
        expect(missed(small, lat, lon, marginM, boxes)).toEqual([]);
        expect(coverage(small, boxes).every((times) => times <= 1)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("also of several, with none of them lost", () => {
    const point = fc.tuple(latitudes, longitude);
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 12 }), metres, band, (points, marginM, bandRows) => {
        const boxesOf = (some: typeof points) =>
          boxesAlongTrack(
            small,
            { lat: some.map(([lat]) => lat), lon: some.map(([, lon]) => lon) },
            { marginM, bandRows },
          );
        const together = coverage(small, boxesOf(points));
        expect(together.every((times) => times <= 1)).toBe(true);
        for (const one of points) {
          expect(coverage(small, boxesOf([one])).every((times, cell) => times <= together[cell]!)).toBe(true);
        }
        expect(boxesOf(points.toReversed())).toEqual(boxesOf(points));
      }),
      { numRuns: 50 },
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
    expect(missed(grid, lat, lon, 20_000, boxes)).toEqual([]);
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
    for (const { row, col, rows, cols } of boxesAlongTrack(grid, track, { marginM: 700_000, bandRows: 100 })) {
      expect(row >= 0 && col >= 0 && row + rows <= grid.rows && col + cols <= grid.cols).toBe(true);
    }
  });

  test("many profiles with a wide margin and bands of one row need little memory", () => {
    // An interval for each of them in each row within the margin, 20 millions, would not fit.
    const count = 30_000;
    const many = {
      lat: Float64Array.from({ length: count }, (_, i) => -80 + (160 * i) / count),
      lon: Float64Array.from({ length: count }, (_, i) => 100 - (50 * i) / count),
    };
    const boxes = boxesAlongTrack(grid, many, { marginM: 2_000_000, bandRows: 1 });
    expect(boxes.length).toBeGreaterThanOrEqual(grid.rows);
    expect(boxes.length).toBeLessThan(2 * grid.rows);
  });

  test("a track without profiles needs nothing", () => {
    expect(boxesAlongTrack(grid, { lat: [], lon: [] })).toEqual([]);
  });
});

describe("wrong input", () => {
  const grid = new PolderGrid(36);
  test.each([
    [{ lat: [91], lon: [0] }, "latitude of profile 0 is 91"],
    [{ lat: [1, Number.NaN], lon: [0, 0] }, "latitude of profile 1 is NaN"],
    [{ lat: [1], lon: [Number.NEGATIVE_INFINITY] }, "longitude of profile 0 is -Infinity"],
    [{ lat: [1, 2], lon: [0] }, "2 latitudes and 1 longitudes"],
  ])("%j", (track, message) => expect(() => boxesAlongTrack(grid, track)).toThrow(message));

  test.each([{ marginM: -1 }, { marginM: Number.NaN }, { marginM: 1e9 }, { bandRows: 0 }, { bandRows: 1.5 }])(
    "option %j is a RangeError",
    (options) => expect(() => boxesAlongTrack(grid, { lat: [1], lon: [1] }, options)).toThrow(RangeError),
  );

  test("no track, no options", () => {
    expect(() => boxesAlongTrack(grid, undefined as never)).toThrow("the track must be an object with lat and lon");
    expect(() => boxesAlongTrack(grid, { lat: [1], lon: [1] }, 20 as never)).toThrow(
      new TypeError("boxesAlongTrack: the options must be an object, got 20"),
    );
  });
});
