import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoordinateError, ShapeError } from "../../src/errors.ts";
import { patchLatLon } from "../../src/patches/patch.ts";
import { patchPositions } from "../../src/patches/patch-positions.ts";
import { coarsePatch, place } from "./support/places.ts";

describe("patchPositions", () => {
  it.each(["sinusoidal", "equirectangular"] as const)("the pixels' centres are integers: %s", (projection) => {
    fc.assert(
      fc.property(place, (at) => {
        const patch = coarsePatch(projection, at);
        const positions = patchPositions(patch, patchLatLon(patch));
        positions.forEach((position, i) => {
          expect(position).toBeCloseTo(i % 2 === 0 ? Math.floor(i / 24) : (i / 2 - 0.5) % 12, 9);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("goes on outside of the patch, by the shorter way around", () => {
    const patch = coarsePatch("equirectangular", { lat: 0, lon: 179.5 });
    // Half a degree a pixel; 5.5 is the centre.
    expect([...patchPositions(patch, { lat: [0, 10, -10, 0], lon: [180, -180, 170, -1] })]).toEqual([
      5.5, 6.5, -14.5, 6.5, 25.5, -13.5, 5.5, 364.5,
    ]);
    const [row, col] = patchPositions(coarsePatch("sinusoidal", { lat: 0, lon: 179.5 }), { lat: [30.1], lon: [-178] });
    expect(row).toBeCloseTo(2 * (90 - 30.1) - 0.5 - 174, 9);
    expect(col).toBeGreaterThan(5.5);
  });

  it("refuses a track that is none", () => {
    const patch = coarsePatch("sinusoidal", { lat: 0, lon: 0 });
    expect(() => patchPositions(patch, { lat: [], lon: [] })).toThrow(ShapeError);
    expect(() => patchPositions(patch, { lat: [0, Number.NaN], lon: [0, 0] })).toThrow(CoordinateError);
  });
});
