import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equirectangularResampling } from "../../src/patches/_equirectangular.ts";
import { patchLatLon } from "../../src/patches/patch.ts";
import { windowPixel } from "../../src/patches/window.ts";
import { coarseGrid, coarsePatch, place } from "./support/places.ts";

describe("equirectangularResampling", () => {
  it("weights add up to 1, none is negative", () => {
    fc.assert(
      fc.property(place, (at) => {
        const { weights } = equirectangularResampling(coarsePatch("equirectangular", at));
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        for (let i = 0; i < weights.length; i += 4) {
          expect(weights[i]! + weights[i + 1]! + weights[i + 2]! + weights[i + 3]!).toBeCloseTo(1, 14);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("the nearest of the four is the cell that holds the point", () => {
    fc.assert(
      fc.property(place, (at) => {
        // A shift by an odd fraction keeps points off the borders between cells, where rounding decides.
        const patch = coarsePatch("equirectangular", { lat: at.lat + 0.00123, lon: at.lon + 0.00321 });
        const { lat, lon } = patchLatLon(patch);
        const { pixels, nearest } = equirectangularResampling(patch);
        nearest.forEach((k, i) => {
          const { row, col } = coarseGrid.toPixel(lat[i]!, lon[i]!);
          expect(pixels[4 * i + k]).toBe(windowPixel(patch.window, row, col));
        });
      }),
      { numRuns: 30 },
    );
  });

  it("the four enclose the point, across the antimeridian too", () => {
    const patch = coarsePatch("equirectangular", { lat: 58.7, lon: 179.9 });
    const cells = new Map<number, { lat: number; lon: number }>();
    for (let row = 0; row < coarseGrid.rows; row++) {
      for (let col = coarseGrid.firstCol(row); col <= coarseGrid.lastCol(row); col++) {
        const pixel = windowPixel(patch.window, row, col);
        if (pixel >= 0) cells.set(pixel, coarseGrid.toLatLon(row, col));
      }
    }
    const { lat, lon } = patchLatLon(patch);
    const eastOf = (i: number, pixel: number) => ((((cells.get(pixel)!.lon - lon[i]! + 180) % 360) + 360) % 360) - 180;
    const { pixels } = equirectangularResampling(patch);
    for (let i = 0; i < lat.length; i++) {
      const [nw, ne, sw, se] = pixels.subarray(4 * i, 4 * i + 4);
      for (const pixel of [nw!, ne!]) expect(cells.get(pixel)!.lat).toBeGreaterThanOrEqual(lat[i]! - 1e-9);
      for (const pixel of [sw!, se!]) expect(cells.get(pixel)!.lat).toBeLessThanOrEqual(lat[i]! + 1e-9);
      for (const pixel of [nw!, sw!]) expect(eastOf(i, pixel)).toBeLessThanOrEqual(1e-9);
      for (const pixel of [ne!, se!]) expect(eastOf(i, pixel)).toBeGreaterThanOrEqual(-1e-9);
      expect(cells.get(nw!)!.lat - cells.get(sw!)!.lat).toBeCloseTo(0.5, 9);
    }
  });
});
