import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { definePatch } from "../../src/patches/patch.ts";
import { validFraction, validPixels } from "../../src/patches/validity.ts";

const nviews = { name: "Nviews", data: Uint8Array.of(0, 12, 13, 16, 254, 255), invalid: [255, 254] };

describe("validPixels", () => {
  it("wants 13 views unless told otherwise, and never takes fill or missing", () => {
    expect([...validPixels(nviews)]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([...validPixels(nviews, { minViews: 1 })]).toEqual([0, 1, 1, 1, 0, 0]);
    expect([...validPixels({ ...nviews, scale: 0.5 }, { minViews: 8 })]).toEqual([0, 0, 0, 1, 0, 0]);
  });

  it("never takes what is not a number of views", () => {
    const strange = { name: "Nviews", data: Float32Array.of(17, -1, 13.5, 14, Number.NaN) };
    expect([...validPixels(strange)]).toEqual([0, 0, 0, 1, 0]);
    expect([...validPixels(strange, { maxViews: 17 })]).toEqual([1, 0, 0, 1, 0]);
  });

  it.each([0, 17, 12.5, Number.NaN])("minViews %d is a RangeError", (minViews) => {
    expect(() => validPixels(nviews, { minViews })).toThrow(RangeError);
    expect(() => validPixels(nviews, { minViews })).toThrow("from 1 to maxViews 16");
  });

  it("says what kind of arguments it takes", () => {
    expect(() => validPixels(nviews, 13 as never)).toThrow("validPixels: the options must be an object, got 13");
    expect(() => validPixels(undefined as never)).toThrow("a field must be an object with name and data");
    expect(() => validPixels(nviews, { maxViews: 256 })).toThrow(RangeError);
  });
});

describe("validFraction", () => {
  const grid = new PolderGrid(180);

  it.each(["sinusoidal", "equirectangular"] as const)("counts by the nearest cell: %s", (projection) => {
    // About the equator all rows have the same length and the two projections meet, cell by cell.
    const patch = definePatch({ projection, size: 4, centerLat: 0, centerLon: 0, grid });
    // Rows 88 to 91 and columns 178 to 181; the box has all but the first row, and one pixel that is not valid.
    const box = { row: 89, col: 170, rows: 20, cols: 30 };
    const data = new Uint8Array(600).fill(1);
    data[9] = 0;
    expect(validFraction(patch, { boxes: [box], data })).toBe(11 / 16);
    expect(validFraction(patch, { data: new Uint8Array(180 * 360).fill(255) })).toBe(1);
  });

  it("finds the cells on both sides of the antimeridian", () => {
    const patch = definePatch({ projection: "sinusoidal", size: 4, centerLat: 0, centerLon: 180, grid });
    const eastern = { row: 80, col: 0, rows: 20, cols: 180 };
    expect(validFraction(patch, { boxes: [eastern], data: new Uint8Array(3600).fill(1) })).toBe(0.5);
  });

  it("refuses a mask of another size", () => {
    const patch = definePatch({ projection: "sinusoidal", size: 4, centerLat: 0, centerLon: 0, grid });
    expect(() => validFraction(patch, { data: new Uint8Array(7) })).toThrow(ShapeError);
  });
});
