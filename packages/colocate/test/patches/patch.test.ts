import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoordinateError, PatchError } from "../../src/errors.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { equirectangularResampling } from "../../src/patches/_equirectangular.ts";
import { sinusoidalPixels } from "../../src/patches/_sinusoidal.ts";
import { definePatch, type PatchDefinition, patchLatLon } from "../../src/patches/patch.ts";
import { coarseGrid, coarsePatch, place } from "./support/places.ts";

const grid = new PolderGrid();
const projections = ["sinusoidal", "equirectangular"] as const;

describe("definePatch", () => {
  it("takes the rows and columns of the sinusoidal definition", () => {
    // 18 (90 - 45) - 0.5 - 49.5 = 760; N of row 760 = NINT(3240 cos 47.75) = 2178, of row 859 = NINT(3240 cos 42.25) =
    // 2398. First columns: 3239.5 + 20 x 2178/180 - 49.5 = 3432 and 3239.5 + 20 x 2398/180 - 49.5 = 3456.44.
    const { window } = definePatch({ projection: "sinusoidal", centerLat: 45, centerLon: 20, grid });
    expect(window.boxes).toEqual([{ row: 760, col: 3432, rows: 100, cols: 3456 + 100 - 3432 }]);
    const { lat, lon } = patchLatLon(definePatch({ projection: "sinusoidal", centerLat: 45, centerLon: 20, grid }));
    expect(lat[0]).toBeCloseTo(90 - 760.5 / 18, 12);
    expect(lon[0]).toBeCloseTo((180 / 2178) * (3432 - 3239.5), 12);
    expect(lon[99 * 100]).toBeCloseTo((180 / 2398) * (3456 - 3239.5), 12);
  });

  it("rounds halves south and east", () => {
    // 18 x (90 - lat) = 900.5: 900.5 - 50 = 850.5. N of that row times 0 = 0: 3239.5 - 49 = 3190.5 for a size of 99.
    const { window } = definePatch({
      projection: "sinusoidal",
      size: 100,
      centerLat: 90 - 900.5 / 18,
      centerLon: 0,
      grid,
    });
    expect(window.boxes[0]).toMatchObject({ row: 851, col: 3190 });
    const odd = definePatch({ projection: "sinusoidal", size: 99, centerLat: 0, centerLon: 0, grid });
    // 1620 - 0.5 - 49 = 1570.5.
    expect(odd.window.boxes).toEqual([{ row: 1571, col: 3191, rows: 99, cols: 99 }]);
  });

  it("has equal steps of latitude and longitude about the centre", () => {
    const patch = definePatch({ projection: "equirectangular", size: 3, centerLat: 60.01, centerLon: -180, grid });
    const { lat, lon } = patchLatLon(patch);
    // Row floor(18 x 29.99) = 539 at 60.02777..: N = NINT(3240 cos 60.02777..) = NINT(1618.64) = 1619.
    const step = 180 / 1619;
    expect([lat[0], lat[3], lat[6]]).toEqual([60.01 + 1 / 18, 60.01, 60.01 - 1 / 18]);
    expect(lon[0]).toBeCloseTo(180 - step, 12);
    expect(lon[1]).toBe(-180);
    expect(lon[2]).toBeCloseTo(-180 + step, 12);
    expect(patch.window.boxes.map(({ rows, cols }) => [rows, cols])).toEqual([
      [4, expect.any(Number)],
      [4, expect.any(Number)],
    ]);
  });

  it("wraps the centre and keeps what it was given", () => {
    const patch = coarsePatch("equirectangular", { lat: 10, lon: 181 });
    expect(patch).toMatchObject({ projection: "equirectangular", size: 12, centerLat: 10, centerLon: -179 });
    expect(patch.grid).toBe(coarseGrid);
    expect(Object.isFrozen(patch)).toBe(true);
  });

  it.each(projections)("reads two boxes at 60 N across the antimeridian: %s", (projection) => {
    const { window } = definePatch({ projection, centerLat: 60, centerLon: 179.9, grid });
    const [west, east] = window.boxes;
    expect(window.boxes).toHaveLength(2);
    // The west of the patch is at the end of the rows.
    expect(west!.col).toBeGreaterThan(4600);
    expect(east!.col).toBeLessThan(1800);
    for (const { col, cols } of window.boxes) expect(col >= 0 && col + cols <= grid.cols).toBe(true);
  });

  it.each<[string, Partial<PatchDefinition>, RegExp]>([
    ["the north pole", { centerLat: 89 }, /needs the rows -32 to/],
    ["the south pole", { centerLat: -89 }, /to 327\d: expected rows from 0 to 3239/],
    ["rows that are too short", { centerLat: 87 }, /needs row \d+, which has \d+ cells: expected at least 100/],
  ])("refuses %s", (_, definition, message) => {
    for (const projection of ["sinusoidal", "equirectangular"] as const) {
      const define = () => definePatch({ projection, centerLat: 0, centerLon: 0, grid, ...definition });
      expect(define).toThrow(PatchError);
      expect(define).toThrow(message);
    }
  });

  it("refuses what is no place, size or projection", () => {
    const define = (change: object) => () =>
      definePatch({ projection: "sinusoidal", centerLat: 0, centerLon: 0, grid, ...change });
    expect(define({ centerLat: Number.NaN })).toThrow(CoordinateError);
    expect(define({ centerLat: 91 })).toThrow("latitude of the patch's centre is 91: expected -90..90 degrees");
    expect(define({ centerLon: Number.POSITIVE_INFINITY })).toThrow(CoordinateError);
    for (const size of [1, 2.5, 3241, Number.NaN]) expect(define({ size })).toThrow(RangeError);
    expect(define({ projection: "mercator" })).toThrow(TypeError);
  });
});

describe("patches anywhere", () => {
  it("sinusoidal pixels are the grid's own, row by row eastward", () => {
    fc.assert(
      fc.property(place, ({ lat, lon }) => {
        const patch = coarsePatch("sinusoidal", { lat, lon });
        const centers = patchLatLon(patch);
        const top = coarseGrid.rowAt(centers.lat[0]!);
        expect(top).toBe(Math.round(2 * (90 - lat) - 0.5 - 5.5));
        for (let y = 0; y < 12; y++) {
          const row = top + y;
          const start = Math.round(359.5 + (patch.centerLon * coarseGrid.halfLength(row)) / 180 - 5.5);
          for (let x = 0; x < 12; x++) {
            const cell = coarseGrid.toLatLon(row, coarseGrid.wrapCol(row, start + x));
            expect({ lat: centers.lat[y * 12 + x], lon: centers.lon[y * 12 + x] }).toEqual(cell);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each(projections)("the window is as small as can be: every side of its boxes is needed: %s", (projection) => {
    fc.assert(
      fc.property(place, (at) => {
        const patch = coarsePatch(projection, at);
        const pixels = projection === "sinusoidal" ? sinusoidalPixels(patch) : equirectangularResampling(patch).pixels;
        let start = 0;
        for (const { rows, cols } of patch.window.boxes) {
          const cells = [...new Set(pixels)].map((pixel) => pixel - start);
          const inBox = cells.filter((cell) => cell >= 0 && cell < rows * cols);
          const columns = inBox.map((cell) => cell % cols);
          const lines = inBox.map((cell) => Math.floor(cell / cols));
          expect([Math.min(...lines), Math.max(...lines)]).toEqual([0, rows - 1]);
          expect([Math.min(...columns), Math.max(...columns)]).toEqual([0, cols - 1]);
          start += rows * cols;
        }
        expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...pixels)).toBeLessThan(start);
      }),
      { numRuns: 50 },
    );
  });

  it.each(projections)("whole turns of longitude change nothing: %s", (projection) => {
    fc.assert(
      fc.property(place, fc.integer({ min: -3, max: 3 }), ({ lat, lon }, turns) => {
        const turned = coarsePatch(projection, { lat, lon: lon + 360 * turns });
        const patch = coarsePatch(projection, { lat, lon });
        expect(turned.window).toEqual(patch.window);
        expect(patchLatLon(turned)).toEqual(patchLatLon(patch));
      }),
      { numRuns: 50 },
    );
  });
});
