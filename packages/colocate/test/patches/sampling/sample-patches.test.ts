import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoordinateError, ShapeError } from "../../../src/errors.ts";
import { PolderGrid } from "../../../src/grid/polder-grid.ts";
import { patchPositions } from "../../../src/patches/patch-positions.ts";
import type { SamplingOptions } from "../../../src/patches/sampling/options.ts";
import { samplePatches } from "../../../src/patches/sampling/sample-patches.ts";
import { seededRandom } from "../../../src/random.ts";
import { halfOrbit } from "./support/half-orbit.ts";

const grid = new PolderGrid();
const projections = ["sinusoidal", "equirectangular"] as const;

const small = { size: 40, minLabels: 30, nadirPadding: 5, samplesPerGranule: 4, grid };

function sample(track: { lat: number[]; lon: number[] }, options: Partial<SamplingOptions>, seed = 0) {
  return samplePatches(track, { ...small, random: seededRandom(seed), ...options });
}

describe("samplePatches", () => {
  it.each(projections)("meets all constraints, anywhere, up and down: %s", (projection) => {
    const longitude = fc.oneof(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: 170, max: 190, noNaN: true }),
    );
    fc.assert(
      fc.property(
        longitude,
        fc.boolean(),
        fc.nat(1000),
        fc.constantFrom("area", "track"),
        (lon, isDescending, seed, sampling) => {
          const track = halfOrbit(lon, isDescending);
          const { patches, draws, rejected } = sample(track, { projection, sampling }, seed);
          expect(patches).toHaveLength(4);
          expect(draws).toBe(4 + Object.values(rejected).reduce((sum, count) => sum + count, 0));
          for (const { patch, point, labels, validFraction } of patches) {
            expect(patch).toMatchObject({ projection, size: 40, grid });
            expect(Math.abs(patch.centerLat)).toBeLessThanOrEqual(60);
            expect(patch.centerLat).toBe(point.lat);
            expect(labels.count).toBeGreaterThanOrEqual(30);
            expect(validFraction).toBe(1);
            const positions = patchPositions(patch, track);
            labels.profiles.forEach((profile) => {
              expect(positions[2 * profile + 1]).toBeGreaterThanOrEqual(5 - 1e-6);
              expect(positions[2 * profile + 1]).toBeLessThanOrEqual(34 + 1e-6);
            });
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each(projections)("draws at 60 degrees north and south, across the antimeridian: %s", (projection) => {
    for (const [latRange, isNorth] of [
      [[59.5, 60], true],
      [[-60, -59.5], false],
    ] as const) {
      // The track is at 180 E at this latitude.
      const at = halfOrbit(0);
      const index = at.lat.findIndex((lat) => lat > (isNorth ? 59.7 : -59.7));
      const track = halfOrbit(180 - at.lon[index]!);
      const { patches } = sample(track, { projection, latRange, size: 100, minLabels: 50, nadirPadding: 10 });
      expect(patches).toHaveLength(4);
      expect(patches.some(({ patch }) => patch.window.boxes.length === 2)).toBe(true);
      for (const { patch } of patches) expect(Math.abs(Math.abs(patch.centerLat) - 59.75)).toBeLessThanOrEqual(0.25);
    }
  });

  it("shifts patches over the whole range that the padding leaves", () => {
    const track = halfOrbit(100);
    const { patches } = sample(track, { samplesPerGranule: 200, latRange: [-30, 30] });
    const columns = patches.map(
      ({ patch, point }) => patchPositions(patch, { lat: [point.lat], lon: [point.lon] })[1]!,
    );
    // The track drifts by some 10 of the 40 columns within a patch, which leaves 20 to 25 for the middle.
    expect(Math.min(...columns)).toBeLessThan(12);
    expect(Math.max(...columns)).toBeGreaterThan(27);
    const mean = columns.reduce((sum, column) => sum + column, 0) / columns.length;
    expect(Math.abs(mean - 19.5)).toBeLessThan(2);
  });

  it.each(projections)("depends on the generator and the track alone, whatever the turn: %s", (projection) => {
    const track = halfOrbit(-179);
    const first = sample(track, { projection }, 7);
    expect(sample(track, { projection }, 7)).toEqual(first);
    expect(sample(track, { projection }, 8)).not.toEqual(first);
    const turned = sample({ lat: track.lat, lon: track.lon.map((lon) => lon + 360) }, { projection }, 7);
    turned.patches.forEach(({ patch, labels }, i) => {
      const expected = first.patches[i]!;
      expect(patch.centerLat).toBe(expected.patch.centerLat);
      expect(patch.centerLon).toBeCloseTo(expected.patch.centerLon, 9);
      expect(labels.profiles).toEqual(expected.labels.profiles);
    });
  });

  it("finds the only place with an image, and says why there are no others", () => {
    const track = halfOrbit(0);
    // Rows of 9 N to 12 N: 54, which leaves 14 rows for the centre of a patch of 40.
    const box = { row: 18 * 78, col: 2900, rows: 54, cols: 700 };
    const valid = { boxes: [box], data: new Uint8Array(54 * 700).fill(1) };
    for (const projection of projections) {
      const { patches, candidates, excluded, rejected } = sample(track, { projection, valid });
      expect(patches).toHaveLength(4);
      expect(candidates).toBeLessThan(25);
      expect(candidates + excluded.image + excluded.labels + excluded.latitude).toBe(2999);
      expect(rejected.image).toBeLessThan(100);
      for (const { patch, validFraction } of patches) {
        expect(validFraction).toBe(1);
        expect(Math.abs(patch.centerLat - 10.5)).toBeLessThan(0.5);
      }
    }
  });

  it("takes patches with holes only when they are allowed", () => {
    const track = halfOrbit(0);
    const data = new Uint8Array(grid.rows * grid.cols).fill(1);
    // One pixel of 25 is not valid.
    for (let row = 0; row < grid.rows; row += 5) {
      for (let col = 0; col < grid.cols; col += 5) data[row * grid.cols + col] = 0;
    }
    const none = sample(track, { valid: { data }, attemptsPerSample: 3 });
    expect(none).toMatchObject({ patches: [], draws: 12, rejected: { image: 12 } });
    const some = sample(track, { valid: { data }, minValidFraction: 0.95 });
    expect(some.patches).toHaveLength(4);
    for (const { validFraction } of some.patches) expect(validFraction).toBeCloseTo(0.96, 2);
  });

  it("does not take the same patch twice", () => {
    const track = halfOrbit(0);
    const { patches, rejected } = sample(track, { random: () => 0.5, attemptsPerSample: 5 });
    expect(patches).toHaveLength(1);
    expect(rejected.duplicate).toBe(15);
    const sinusoidal = sample(track, { random: () => 0.5, attemptsPerSample: 5, projection: "sinusoidal" });
    expect(sinusoidal.rejected.duplicate).toBe(15);
  });

  it("has no patch where profiles are too few or drift too far, and says so", () => {
    const track = halfOrbit(0);
    expect(sample(track, { minLabels: 60 })).toMatchObject({ patches: [], candidates: 0, draws: 0 });
    expect(sample(track, { minLabels: 60 }).excluded.labels).toBeGreaterThan(1000);
    expect(sample(track, { nadirPadding: 19 }).excluded.padding).toBeGreaterThan(1000);
    const eastward = { lat: Array.from({ length: 900 }, () => 10), lon: Array.from({ length: 900 }, (_, i) => i / 20) };
    expect(sample(eastward, { sampling: "track" })).toMatchObject({ patches: [], excluded: { padding: 899 } });
    const polar = { lat: Array.from({ length: 900 }, (_, i) => 80 + i / 100), lon: new Array<number>(900).fill(0) };
    const { excluded, patches } = sample(polar, { latRange: [-90, 90] });
    expect(excluded.grid).toBeGreaterThan(20);
    expect(patches.length).toBeGreaterThan(0);
    expect(sample({ lat: [10], lon: [10] }, {})).toMatchObject({ patches: [], candidates: 0 });
    expect(sample(track, { samplesPerGranule: 0 })).toMatchObject({ patches: [], draws: 0 });
  });

  it("leaves both passes of a track that comes back their padding", () => {
    // North along 0 E and south again 30 columns east of it, so that no patch of 40 with a padding of 6 holds both.
    const lat = Array.from({ length: 400 }, (_, i) => (i < 200 ? i : 399 - i) * 0.045 - 4.5);
    const track = { lat, lon: lat.map((_, i) => (i < 200 ? 0 : 30 / 18)) };
    const { patches, rejected } = sample(track, { nadirPadding: 6, latRange: [-3, 3], samplesPerGranule: 40 });
    expect(rejected.padding).toBeGreaterThan(0);
    for (const { labels } of patches) {
      const isAscending = Array.from(labels.profiles, (profile) => profile < 200);
      expect(new Set(isAscending).size).toBe(1);
    }
  });

  it.each(projections)("two passes that meet at a latitude, far apart, keep their places: %s", (projection) => {
    // North along 0 E, then south along 40 E: near 5 N a patch would have to hold both, if they were joined.
    const lat = Array.from({ length: 400 }, (_, i) => (i < 200 ? i : 399 - i) * 0.045 - 4);
    const track = { lat, lon: lat.map((_, i) => (i < 200 ? 0 : 40)) };
    const { patches, excluded, rejected } = sample(track, { projection, latRange: [3.9, 4.5], samplesPerGranule: 20 });
    expect(excluded).toMatchObject({ padding: 0, gap: 1 });
    expect(rejected.padding).toBe(0);
    expect(patches).toHaveLength(20);
    expect(new Set(patches.map(({ patch }) => patch.centerLon > 20)).size).toBe(2);
  });

  it("finds corners on a coarse grid when they may be farther away", () => {
    const coarse = new PolderGrid(180);
    const track = { lat: Array.from({ length: 100 }, (_, i) => i / 2 - 25), lon: new Array<number>(100).fill(7.3) };
    const options = { projection: "sinusoidal", grid: coarse, size: 16, nadirPadding: 2, minLabels: 20 } as const;
    expect(sample(track, options).patches).toEqual([]);
    const { patches } = sample(track, { ...options, maxDistanceM: 150_000 });
    expect(patches).toHaveLength(4);
    for (const { labels } of patches) expect(labels.count).toBeGreaterThanOrEqual(20);
  });

  it("refuses a generator that leaves [0, 1)", () => {
    for (const number of [1, -0.1, Number.NaN, 2]) {
      expect(() => sample(halfOrbit(0), { random: () => number })).toThrow(
        new RangeError(`samplePatches: random gave ${number}: expected a number from 0 to below 1`),
      );
    }
  });

  it("refuses what is no track, and a mask that does not fit", () => {
    expect(() => sample({ lat: [], lon: [] }, {})).toThrow(ShapeError);
    expect(() => sample({ lat: [1, 2], lon: [1] }, {})).toThrow(ShapeError);
    expect(() => sample({ lat: [1, Number.NaN], lon: [1, 2] }, {})).toThrow(CoordinateError);
    expect(() => sample(halfOrbit(0), { valid: { data: new Uint8Array(3) } })).toThrow(ShapeError);
  });
});
