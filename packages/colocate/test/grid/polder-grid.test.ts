import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { CoordinateError, IndexError, ShapeError } from "../../src/errors.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { latitudes, longitudes } from "../support/arbitraries.ts";

interface Expected {
  readonly latlon_to_pixel: { lat: number; lon: number; row: number; col: number; tie: boolean }[];
  readonly pixel_to_latlon: {
    row: number;
    col: number;
    N: number;
    first_col: number;
    last_col: number;
    lat: number;
    lon: number;
  }[];
  readonly pixel_exists: { row: number; col: number; exists: boolean }[];
}

const expected = fixtureJson<Expected>("granules/expected.json");
const grid = new PolderGrid();
const grids = fc.constantFrom(2, 4, 18, 100, 180, 1080, 3240, 65536).map((rows) => new PolderGrid(rows));
/** A cell that exists, drawn by fractions of the rows and of the row's cells. */
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const cells = fc.tuple(grids, fraction, fraction).map(([some, y, x]) => {
  const row = Math.floor(y * some.rows);
  return { some, row, col: some.firstCol(row) + Math.floor(x * 2 * some.halfLength(row)) };
});

describe("as the independent implementation says", () => {
  test.each(expected.latlon_to_pixel)("($lat, $lon) lies in row $row, column $col (tie: $tie)", (point) => {
    expect(grid.toPixel(point.lat, point.lon)).toEqual({ row: point.row, col: point.col });
  });

  test("the same over arrays", () => {
    const points = expected.latlon_to_pixel;
    const { row, col } = grid.toPixels(
      points.map((point) => point.lat),
      Float64Array.from(points, (point) => point.lon),
    );
    expect([...row]).toEqual(points.map((point) => point.row));
    expect([...col]).toEqual(points.map((point) => point.col));
  });

  test.each(expected.pixel_to_latlon)("row $row, column $col has its centre at ($lat, $lon)", (cell) => {
    const { lat, lon } = grid.toLatLon(cell.row, cell.col);
    expect(Math.abs(lat - cell.lat)).toBeLessThan(1e-12);
    expect(Math.abs(lon - cell.lon)).toBeLessThan(1e-12);
    expect([grid.latitude(cell.row), grid.longitude(cell.row, cell.col)]).toEqual([lat, lon]);
    expect(grid.halfLength(cell.row)).toBe(cell.N);
    expect([grid.firstCol(cell.row), grid.lastCol(cell.row)]).toEqual([cell.first_col, cell.last_col]);
  });

  test("the same over arrays", () => {
    const points = expected.pixel_to_latlon;
    const rows = points.map((cell) => cell.row);
    const cols = points.map((cell) => cell.col);
    const { lat, lon } = grid.toLatLons(rows, cols);
    for (const [i, cell] of points.entries()) {
      expect(lat[i]).toBeCloseTo(cell.lat, 11);
      expect(lon[i]).toBeCloseTo(cell.lon, 11);
    }
  });

  test.each(expected.pixel_exists)("row $row, column $col exists: $exists", ({ row, col, exists }) => {
    expect(grid.contains(row, col)).toBe(exists);
  });
});

describe("the official definition, which counts from 1", () => {
  const degrees = Math.PI / 180;
  const nint = (x: number) => Math.floor(x + 0.5);

  test("every row, its ends and its middle", () => {
    for (let lin = 1; lin <= 3240; lin++) {
      const lat = 90 - (lin - 0.5) / 18;
      const n = nint(3240 * Math.cos(lat * degrees));
      for (const col of [3241 - n, 3240, 3241, 3240 + n]) {
        const centre = grid.toLatLon(lin - 1, col - 1);
        expect(centre.lat).toBeCloseTo(lat, 11);
        expect(centre.lon).toBeCloseTo((180 / n) * (col - 3240.5), 11);
      }
    }
  });

  test("the inverse, away from the borders of the cells", () => {
    const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3239 }), inside, fraction, inside, (fromNorth, y, east, x) => {
        const lat = 90 - (fromNorth + y) / 18;
        const lin = nint(18 * (90 - lat) + 0.5);
        const n = nint(3240 * Math.cos((90 - (lin - 0.5) / 18) * degrees));
        const lon = (180 / n) * (Math.floor(2 * n * east) + x) - 180;
        expect(grid.toPixel(lat, lon)).toEqual({ row: lin - 1, col: nint(3240.5 + (n / 180) * lon) - 1 });
        expect(lin - 1).toBe(fromNorth);
      }),
    );
  });

  test("13,366,032 of 20,995,200 cells are on Earth", () => {
    let count = 0;
    for (let row = 0; row < grid.rows; row++) count += 2 * grid.halfLength(row);
    expect([grid.rows, grid.cols, grid.rowsPerDegree]).toEqual([3240, 6480, 18]);
    expect(grid.rows * grid.cols).toBe(20_995_200);
    expect(count).toBe(13_366_032);
  });

  test("the south mirrors the north", () => {
    for (let row = 0; row < 1620; row++) {
      expect(grid.halfLength(3239 - row)).toBe(grid.halfLength(row));
      expect(grid.latitude(3239 - row)).toBeCloseTo(-grid.latitude(row), 11);
    }
  });
});

describe("round trips and turns", () => {
  test("every centre lies in its own cell, at every resolution", () => {
    fc.assert(
      fc.property(cells, ({ some, row, col }) => {
        const { lat, lon } = some.toLatLon(row, col);
        expect(lon >= -180 && lon < 180).toBe(true);
        expect(some.contains(row, col)).toBe(true);
        expect(some.toPixel(lat, lon)).toEqual({ row, col });
        expect(some.colPosition(row, lon)).toBeCloseTo(col, 8);
      }),
    );
  });

  test("every cell of four rows", () => {
    for (const row of [0, 1, 517, 3239]) {
      for (let col = grid.firstCol(row); col <= grid.lastCol(row); col++) {
        const { lat, lon } = grid.toLatLon(row, col);
        expect(grid.toPixel(lat, lon)).toEqual({ row, col });
      }
    }
  });

  test("a point lies within half a cell of the centre of its cell", () => {
    fc.assert(
      fc.property(grids, latitudes, longitudes, (some, lat, lon) => {
        const pixel = some.toPixel(lat, lon);
        expect(some.contains(pixel.row, pixel.col)).toBe(true);
        const centre = some.toLatLon(pixel.row, pixel.col);
        expect(Math.abs(centre.lat - lat)).toBeLessThanOrEqual(0.5 / some.rowsPerDegree + 1e-12);
        const apart = Math.abs(centre.lon - lon);
        expect(Math.min(apart, Math.abs(360 - apart))).toBeLessThanOrEqual(90 / some.halfLength(pixel.row) + 1e-12);
      }),
    );
  });

  test("whole turns change nothing", () => {
    const lons = fc.integer({ min: -180 * 2 ** 20, max: 180 * 2 ** 20 - 1 }).map((n) => n / 2 ** 20);
    fc.assert(
      fc.property(grids, latitudes, lons, fc.integer({ min: -3, max: 3 }), (some, lat, lon, turns) => {
        expect(some.toPixel(lat, lon + 360 * turns)).toEqual(some.toPixel(lat, lon));
      }),
    );
  });

  test.each([
    [0, 179.99999999999997, 1620, 6479],
    [0, 180, 1620, 0],
    [0, -180.00000000000003, 1620, 6479],
    [89.99, 179.99999999999997, 0, 3241],
  ])("(%d, %d), at the antimeridian, lies in row %d, column %d", (lat, lon, row, col) => {
    expect(grid.toPixel(lat, lon)).toEqual({ row, col });
  });

  test("columns beyond a row's ends wrap, in either direction", () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: -3, max: 3 }), ({ some, row, col }, turns) => {
        expect(some.wrapCol(row, col + turns * 2 * some.halfLength(row))).toBe(col);
      }),
    );
    expect(grid.wrapCol(0, 3242)).toBe(3238);
    expect(grid.wrapCol(0, 3237)).toBe(3241);
  });
});

describe("neighbours", () => {
  test("the cells beside, across the antimeridian", () => {
    expect(grid.neighbour(1620, 100, 0, 1)).toEqual({ row: 1620, col: 101 });
    expect(grid.neighbour(1620, 6479, 0, 1)).toEqual({ row: 1620, col: 0 });
    expect(grid.neighbour(1620, 0, 0, -1)).toEqual({ row: 1620, col: 6479 });
    expect(grid.neighbour(0, 3238, 0, -3)).toEqual({ row: 0, col: 3239 });
  });

  test("another row holds the same longitude", () => {
    fc.assert(
      fc.property(cells, fraction, ({ some, row, col }, other) => {
        const target = Math.floor(other * some.rows);
        const { lon } = some.toLatLon(row, col);
        const reached = some.neighbour(row, col, row - target, 0);
        expect(reached.row).toBe(target);
        if (target !== row) expect(reached).toEqual(some.toPixel(some.latitude(target), lon));
      }),
    );
  });

  test("over a pole, and back", () => {
    // Longitudes -135, -45, 45 and 135 of the row at either pole.
    for (const row of [0, 3239]) {
      const out = row === 0 ? 1 : -1;
      expect(grid.neighbour(row, 3238, out, 0)).toEqual({ row, col: 3240 });
      expect(grid.neighbour(row, 3239, out, 0)).toEqual({ row, col: 3241 });
      expect(grid.neighbour(row, 3240, out, 0)).toEqual({ row, col: 3238 });
      expect(grid.neighbour(row, 3241, out, 1)).toEqual({ row, col: 3240 });
    }
    expect(grid.neighbour(2, 3240, 4, 0).row).toBe(1);
    expect(grid.neighbour(3237, 3240, -4, 0).row).toBe(3238);
    expect(grid.neighbour(0, 3240, 3240, 0).row).toBe(3239);
  });

  test("a whole step north and south comes back to a cell that touches the start", () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: -1, max: 1 }), ({ some, row, col }, north) => {
        const there = some.neighbour(row, col, north, 0);
        const crossed = row - north < 0 || row - north >= some.rows;
        const back = some.neighbour(there.row, there.col, crossed ? north : -north, 0);
        expect(back.row).toBe(row);
        const steps = Math.abs(back.col - col);
        expect(Math.min(steps, 2 * some.halfLength(row) - steps)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([
    [0.5, 0],
    [0, Number.NaN],
    [3241, 0],
  ])("steps (%d, %d) are refused", (north, east) => {
    expect(() => grid.neighbour(1620, 3240, north, east)).toThrow(RangeError);
  });
});

describe("bad input", () => {
  test.each([0, 1, -2, 3241, 65538, 2.5, Number.NaN, Number.POSITIVE_INFINITY])("%d rows are refused", (rows) => {
    expect(() => new PolderGrid(rows)).toThrow(RangeError);
  });

  test.each([
    [90.1, 0],
    [Number.NaN, 0],
    [0, Number.NaN],
    [0, Number.NEGATIVE_INFINITY],
  ])("(%d, %d) is not on Earth", (lat, lon) => {
    expect(() => grid.toPixel(lat, lon)).toThrow(CoordinateError);
    expect(() => grid.toPixels([0, lat], [0, lon])).toThrow(/at index 1 is .*: expected/);
  });

  test.each([
    [-1, 0],
    [3240, 0],
    [1.5, 3240],
    [0, 3237],
    [0, 3242],
    [1620, -1],
    [1620, 6480],
    [0, Number.NaN],
  ])("the cell (%d, %d) does not exist", (row, col) => {
    expect(grid.contains(row, col)).toBe(false);
    expect(() => grid.toLatLon(row, col)).toThrow(IndexError);
    expect(() => grid.longitude(row, col)).toThrow(IndexError);
    expect(() => grid.toLatLons([0, row], [3240, col])).toThrow(IndexError);
    expect(() => grid.neighbour(row, col, 0, 0)).toThrow(IndexError);
  });

  test("messages say what exists", () => {
    expect(() => grid.toLatLon(0, 3242)).toThrow("cell (0, 3242) does not exist: row 0 has columns 3238 to 3241");
    expect(() => grid.toLatLons([1, 0], [3240, 3242])).toThrow("cell (0, 3242) at index 1 does not exist");
    expect(() => grid.latitude(3240)).toThrow("row 3240 is not in the grid: expected an integer from 0 to 3239");
  });

  test("methods of a row", () => {
    for (const row of [-1, 3240, 0.5, Number.NaN]) {
      expect(() => grid.latitude(row)).toThrow(IndexError);
      expect(() => grid.halfLength(row)).toThrow(IndexError);
      expect(() => grid.firstCol(row)).toThrow(IndexError);
      expect(() => grid.lastCol(row)).toThrow(IndexError);
      expect(() => grid.colPosition(row, 0)).toThrow(IndexError);
      expect(() => grid.wrapCol(row, 0)).toThrow(IndexError);
    }
    expect(() => grid.rowAt(-90.5)).toThrow(CoordinateError);
    expect(() => grid.colPosition(0, Number.NaN)).toThrow(CoordinateError);
    expect(() => grid.wrapCol(0, Number.NaN)).toThrow(IndexError);
  });

  test("arrays of unequal lengths", () => {
    expect(() => grid.toPixels([1, 2], [3])).toThrow(ShapeError);
    expect(() => grid.toPixels([1, 2], [3])).toThrow("2 latitudes and 1 longitudes: expected as many");
    expect(() => grid.toLatLons([1], [])).toThrow("1 rows and 0 columns: expected as many");
  });
});
