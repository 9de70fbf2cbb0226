import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCorners } from "../../src/corners/find-corners.ts";
import { CoordinateError, ShapeError } from "../../src/errors.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { definePatch, patchLatLon } from "../../src/patches/patch.ts";
import { patchLabels } from "../../src/patches/patch-labels.ts";
import { place } from "./support/places.ts";

const grid = new PolderGrid();
const size = 20;
const wrap = (turn: number) => turn - 360 * Math.round(turn / 360);

/** A track through a place, 5 km a step, long enough to leave the patch at both ends. */
function trackThrough({ lat, lon }: { lat: number; lon: number }): { lat: number[]; lon: number[] } {
  const steps = Array.from({ length: 41 }, (_, i) => i - 20);
  return { lat: steps.map((step) => lat + 0.0437 * step), lon: steps.map((step) => lon - 0.0113 * step) };
}

describe("patchLabels", () => {
  it("equirectangular labels read the track's own latitude and longitude, anywhere", () => {
    fc.assert(
      fc.property(place, (at) => {
        const patch = definePatch({ projection: "equirectangular", size, grid, centerLat: at.lat, centerLon: at.lon });
        const track = trackThrough(at);
        const { count, profiles, positions, corners, weights } = patchLabels(patch, track);
        expect(count).toBe(profiles.length);
        expect(count).toBeGreaterThan(15);
        const pixels = patchLatLon(patch);
        profiles.forEach((profile, i) => {
          let lat = 0;
          let eastward = 0;
          for (let k = 4 * i; k < 4 * i + 4; k++) {
            const pixel = corners[2 * k]! * size + corners[2 * k + 1]!;
            lat += weights[k]! * pixels.lat[pixel]!;
            eastward += weights[k]! * wrap(pixels.lon[pixel]! - track.lon[profile]!);
          }
          expect(lat).toBeCloseTo(track.lat[profile]!, 9);
          expect(eastward).toBeCloseTo(0, 9);
          expect(positions![2 * i]).toBeCloseTo(9.5 + 18 * (at.lat - track.lat[profile]!), 9);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("equirectangular labels are those between the outermost pixel centres", () => {
    const patch = definePatch({ projection: "equirectangular", size: 4, grid, centerLat: 0, centerLon: 0 });
    const rows = [-0.01, 0, 1.5, 3, 3.01];
    const track = { lat: rows.map((row) => (1.5 - row) / 18), lon: rows.map(() => 0) };
    expect([...patchLabels(patch, track).profiles]).toEqual([1, 2, 3]);
  });

  it("sinusoidal labels are the corners of the rule, moved into the patch", () => {
    fc.assert(
      fc.property(place, (at) => {
        const patch = definePatch({ projection: "sinusoidal", size, grid, centerLat: at.lat, centerLon: at.lon });
        const track = trackThrough(at);
        const found = findCorners(track, { grid });
        const labels = patchLabels(patch, track);
        expect(labels.count).toBeGreaterThan(15);
        expect(labels.positions).toBeUndefined();
        const pixels = patchLatLon(patch);
        labels.profiles.forEach((profile, i) => {
          for (let k = 0; k < 4; k++) {
            const pixel = labels.corners[8 * i + 2 * k]! * size + labels.corners[8 * i + 2 * k + 1]!;
            const cell = grid.toLatLon(found.corners[8 * profile + 2 * k]!, found.corners[8 * profile + 2 * k + 1]!);
            expect({ lat: pixels.lat[pixel], lon: pixels.lon[pixel] }).toEqual(cell);
            expect(labels.weights[4 * i + k]).toBe(found.weights[4 * profile + k]);
            // Each in its quadrant, so the profile lies inside of the four.
            expect(cell.lat >= track.lat[profile]!).toBe(k < 2);
            expect(wrap(cell.lon - track.lon[profile]!) >= 0).toBe(k % 2 === 1);
          }
        });
      }),
      { numRuns: 20 },
    );
  });

  it("sinusoidal labels use valid pixels only, and need all four in the patch", () => {
    const patch = definePatch({ projection: "sinusoidal", size: 4, grid, centerLat: 0, centerLon: 0 });
    // Rows 1618 to 1621, centres at 1.5, 0.5, -0.5 and -1.5 rows north; columns 3238 to 3241, two on either side of 0
    // E.
    const track = { lat: [2, 1, 0, -1, -2].map((rows) => rows / 18), lon: [0, 0, 0, 0, 0] };
    const all = patchLabels(patch, track);
    expect([...all.profiles]).toEqual([1, 2, 3]);
    expect([...all.corners.subarray(0, 8)]).toEqual([0, 1, 0, 2, 1, 1, 1, 2]);
    const box = { row: 1600, col: 3220, rows: 40, cols: 40 };
    const data = new Uint8Array(1600).fill(1);
    // Profile 1 without cell (1618, 3239): the nearest in its quadrant is the one north of it, outside of the patch.
    data[18 * 40 + 19] = 0;
    const some = patchLabels(patch, track, { valid: { boxes: [box], data } });
    expect([...some.profiles]).toEqual([2, 3]);
    expect(patchLabels(patch, track, { corners: findCorners(track, { grid, valid: { boxes: [box], data } }) })).toEqual(
      some,
    );
    // Without that as well: the one west of it.
    data[17 * 40 + 19] = 0;
    const west = patchLabels(patch, track, { valid: { boxes: [box], data } });
    expect([...west.profiles]).toEqual([1, 2, 3]);
    expect([...west.corners.subarray(0, 8)]).toEqual([0, 0, 0, 2, 1, 1, 1, 2]);
  });

  it("finds corners on a coarse grid when they may be farther away", () => {
    const coarse = new PolderGrid(180);
    const patch = definePatch({ projection: "sinusoidal", size, grid: coarse, centerLat: 10, centerLon: 10 });
    // In the middle of four cells of 111 km.
    const track = { lat: [10], lon: [coarse.longitude(80, 190) + 0.5] };
    expect(patchLabels(patch, track).count).toBe(0);
    const labels = patchLabels(patch, track, { maxDistanceM: 100_000 });
    expect(labels.count).toBe(1);
    expect(labels.weights.every((weight) => weight > 0.2)).toBe(true);
    for (const projection of ["sinusoidal", "equirectangular"] as const) {
      const other = definePatch({ projection, size, grid: coarse, centerLat: 10, centerLon: 10 });
      expect(() => patchLabels(other, track, { maxDistanceM: 0 })).toThrow(
        new RangeError("patchLabels: maxDistanceM must be above 0 and at most 500000, got 0"),
      );
    }
  });

  it("holds nothing of a track elsewhere", () => {
    for (const projection of ["sinusoidal", "equirectangular"] as const) {
      const patch = definePatch({ projection, size, grid, centerLat: 10, centerLon: 10 });
      const labels = patchLabels(patch, { lat: [10, -50], lon: [-170, 10] });
      expect(labels.count).toBe(0);
      expect(labels.corners).toHaveLength(0);
      expect(labels.weights).toHaveLength(0);
    }
  });

  it("refuses corners of another track, and a track that is none", () => {
    const patch = definePatch({ projection: "sinusoidal", size, grid, centerLat: 10, centerLon: 10 });
    const corners = findCorners({ lat: [10], lon: [10] });
    expect(() => patchLabels(patch, { lat: [10, 11], lon: [10, 10] }, { corners })).toThrow(ShapeError);
    for (const projection of ["sinusoidal", "equirectangular"] as const) {
      const other = definePatch({ projection, size, grid, centerLat: 10, centerLon: 10 });
      expect(() => patchLabels(other, { lat: [], lon: [] })).toThrow(ShapeError);
      expect(() => patchLabels(other, { lat: [Number.NaN], lon: [0] })).toThrow(CoordinateError);
    }
  });
});
