import fc from "fast-check";
import { expect, it } from "vitest";
import { forEachNearestCell } from "../../src/patches/_nearest-cell.ts";
import { patchLatLon } from "../../src/patches/patch.ts";
import { coarseGrid, coarsePatch, place } from "./support/places.ts";

it.each(["sinusoidal", "equirectangular"] as const)("is the cell that holds the pixel's centre: %s", (projection) => {
  fc.assert(
    fc.property(place, ({ lat, lon }) => {
      // Off the borders between cells, where rounding decides.
      const patch = coarsePatch(projection, { lat: lat + 0.00123, lon: lon + 0.00321 });
      const centers = patchLatLon(patch);
      let i = 0;
      forEachNearestCell(patch, (row, col) => {
        expect({ row, col }).toEqual(coarseGrid.toPixel(centers.lat[i]!, centers.lon[i]!));
        i++;
      });
      expect(i).toBe(144);
    }),
    { numRuns: 20 },
  );
});
