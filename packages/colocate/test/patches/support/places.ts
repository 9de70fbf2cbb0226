import fc from "fast-check";
import { PolderGrid } from "../../../src/grid/polder-grid.ts";
import { definePatch, type Patch, type Projection } from "../../../src/patches/patch.ts";

/** A coarse grid of 2 rows a degree: small windows, the same rules. */
export const coarseGrid: PolderGrid = new PolderGrid(360);

/** Places with binary fractions, so that whole turns of longitude are added without rounding; often at +-180. */
export const place: fc.Arbitrary<{ lat: number; lon: number }> = fc.record({
  lat: fc.integer({ min: -60 * 64, max: 60 * 64 }).map((value) => value / 64),
  lon: fc
    .oneof(fc.integer({ min: -180 * 64, max: 180 * 64 - 1 }), fc.integer({ min: 176 * 64, max: 184 * 64 }))
    .map((value) => value / 64),
});

export function coarsePatch(projection: Projection, { lat, lon }: { lat: number; lon: number }, size = 12): Patch {
  return definePatch({ projection, size, centerLat: lat, centerLon: lon, grid: coarseGrid });
}
