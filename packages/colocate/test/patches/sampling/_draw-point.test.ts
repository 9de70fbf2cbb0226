import { describe, expect, it } from "vitest";
import { wrapLongitude } from "../../../src/grid/longitude.ts";
import { pointDrawer } from "../../../src/patches/sampling/_draw-point.ts";
import { trackSegments } from "../../../src/patches/sampling/_segments.ts";
import { noReasons } from "../../../src/patches/sampling/reasons.ts";
import { seededRandom } from "../../../src/random.ts";

const degrees = Math.PI / 180;
const range = [-90, 90] as const;

/** Equal steps from the equator to 60 N. */
const ascending = {
  lat: Array.from({ length: 61 }, (_, i) => i),
  lon: Array.from({ length: 61 }, () => 30),
};

describe("pointDrawer", () => {
  it("area: the sine of the latitude is uniform", () => {
    const draw = pointDrawer(ascending, trackSegments(ascending, range, noReasons()), "area", seededRandom(1))!;
    const sines = Array.from({ length: 4000 }, () => Math.sin(draw().lat * degrees) / Math.sin(60 * degrees));
    expect(kolmogorov(sines)).toBeLessThan(1.63 / Math.sqrt(4000));
  });

  it("track: the way along the track is uniform", () => {
    const draw = pointDrawer(ascending, trackSegments(ascending, range, noReasons()), "track", seededRandom(2))!;
    const parts = Array.from({ length: 4000 }, () => draw().lat / 60);
    expect(kolmogorov(parts)).toBeLessThan(1.63 / Math.sqrt(4000));
  });

  it("area: takes the track's point at the latitude, and either pass where there are two", () => {
    const lat = [...ascending.lat, ...ascending.lat.toReversed().slice(1)];
    // Through 180 E on the way up.
    const longitude = (y: number, isAscending: boolean) => wrapLongitude(isAscending ? 170 + y / 4 : 200 - y / 4);
    const track = { lat, lon: lat.map((y, i) => longitude(y, i <= 60)) };
    const draw = pointDrawer(track, trackSegments(track, range, noReasons()), "area", seededRandom(3))!;
    let first = 0;
    for (let i = 0; i < 1000; i++) {
      const point = draw();
      const isAscending = point.profile < 60;
      expect(point.lon).toBeCloseTo(longitude(point.lat, isAscending), 9);
      if (isAscending) first++;
    }
    expect(Math.abs(first - 500)).toBeLessThan(80);
  });

  it("the smallest and the largest draw lie on the track", () => {
    for (const sampling of ["area", "track"] as const) {
      for (const number of [0, 1 - 2 ** -53]) {
        const draw = pointDrawer(ascending, trackSegments(ascending, range, noReasons()), sampling, () => number)!;
        const { lat } = draw();
        expect(lat).toBeCloseTo(number === 0 ? 0 : 60, 9);
        expect(lat >= 0 && lat <= 60).toBe(true);
      }
    }
  });

  it("has nothing to draw from without extent", () => {
    expect(pointDrawer(ascending, [], "track", seededRandom(0))).toBeUndefined();
    const parallel = { lat: [10, 10], lon: [0, 1] };
    const segments = trackSegments(parallel, range, noReasons());
    expect(pointDrawer(parallel, segments, "area", seededRandom(0))).toBeUndefined();
    expect(pointDrawer(parallel, segments, "track", () => 0.5)!()).toEqual({ lat: 10, lon: 0.5, profile: 0 });
  });
});

/** Greatest distance of a sample's distribution from the uniform one; above 1.63 / sqrt(n) in 1 of 100 samples. */
function kolmogorov(sample: number[]): number {
  const sorted = sample.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((x, i) => Math.max(Math.abs(x - i / sorted.length), Math.abs(x - (i + 1) / sorted.length))),
  );
}
