import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { definePatch, type Projection } from "../../../src/patches/patch.ts";
import { patchLabels } from "../../../src/patches/patch-labels.ts";
import { patchPositions } from "../../../src/patches/patch-positions.ts";
import { candidateSegments } from "../../../src/patches/sampling/_candidates.ts";
import { jointLengths, trackPoint, trackSegments } from "../../../src/patches/sampling/_segments.ts";
import { type ResolvedSampling, resolveSampling } from "../../../src/patches/sampling/options.ts";
import { noReasons } from "../../../src/patches/sampling/reasons.ts";
import type { TrackSegment } from "../../../src/patches/sampling/track-segment.ts";
import { validFraction } from "../../../src/patches/validity.ts";
import { coarseGrid } from "../support/places.ts";

type TestTrack = { lat: number[]; lon: number[] };

/** Could a patch about any of some places on the segment, shifted by any of some steps, be taken? */
function hasPatch(track: TestTrack, segment: TrackSegment, options: ResolvedSampling): boolean {
  const { projection, size, grid, valid, minLabels, minValidFraction, nadirPadding } = options;
  for (let part = segment.begin; part <= segment.end; part += (segment.end - segment.begin) / 2) {
    const point = trackPoint(track, segment.profile, part);
    for (let shift = -size / 2; shift <= size / 2; shift += 1) {
      const lon = point.lon + (shift * 180) / grid.halfLength(grid.rowAt(point.lat));
      const patch = definePatch({ projection, size, grid, centerLat: point.lat, centerLon: lon });
      const labels = patchLabels(patch, track);
      if (labels.count < minLabels) continue;
      const positions = patchPositions(patch, track);
      const isPadded = Array.from(labels.profiles, (profile) => positions[2 * profile + 1]!).every(
        (col) => col >= nadirPadding && col <= size - 1 - nadirPadding,
      );
      if (isPadded && validFraction(patch, valid!) >= minValidFraction) return true;
    }
  }
  return false;
}

describe("candidateSegments", () => {
  it("leaves out no segment that a patch could be drawn on", () => {
    const arbitrary = fc.record({
      projection: fc.constantFrom<Projection>("sinusoidal", "equirectangular"),
      lat: fc.integer({ min: -50, max: 50 }),
      lon: fc.constantFrom(0, 100, 179),
      drift: fc.constantFrom(0, 0.2, -0.6, 1),
      minLabels: fc.constantFrom(6, 9, 11),
      minValidFraction: fc.constantFrom(1, 0.6),
      rows: fc.integer({ min: 6, max: 20 }),
    });
    let leftOut = 0;
    fc.assert(
      fc.property(arbitrary, ({ projection, lat, lon, drift, minLabels, minValidFraction, rows }) => {
        const steps = Array.from({ length: 24 }, (_, i) => i * 0.43);
        const track = { lat: steps.map((step) => lat + step), lon: steps.map((step) => lon + drift * step) };
        const box = { row: coarseGrid.rowAt(lat + 5) - 4, col: 0, rows, cols: coarseGrid.cols };
        const options = resolveSampling({
          random: Math.random,
          projection,
          size: 10,
          grid: coarseGrid,
          nadirPadding: 2,
          minLabels,
          minValidFraction,
          valid: { boxes: [box], data: new Uint8Array(rows * box.cols).fill(1) },
        });
        const excluded = noReasons();
        const all = trackSegments(track, [-90, 90], excluded);
        const candidates = candidateSegments(track, all, options, excluded, jointLengths(track));
        for (const segment of all) {
          if (candidates.includes(segment)) continue;
          leftOut++;
          expect(hasPatch(track, segment, options)).toBe(false);
        }
        expect(Object.values(excluded).reduce((sum, count) => sum + count, 0)).toBe(all.length - candidates.length);
      }),
      { numRuns: 15 },
    );
    expect(leftOut).toBeGreaterThan(20);
  });
});
