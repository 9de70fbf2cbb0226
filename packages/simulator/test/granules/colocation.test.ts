import { CoordinateError, PolderGrid } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { cloudsatProfiles, polderPixels } from "../../src/granules/_colocation.ts";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { profileTrack } from "../../src/orbit/profile-track.ts";
import { periodSec } from "../../src/orbit/reference-orbit.ts";

const orbit = halfOrbit(80, 176);
const beginTai93 = orbit.nodeTai93 - periodSec / 4;
const whole = profileTrack(orbit);
const part = profileTrack(orbit, { latRange: [10, 12] });
const before = whole.tai93.indexOf(part.tai93[0]!);
const profiles = part.tai93.length;

function at(times: number[]): { lat: Float64Array; lon: Float64Array; tai93: Float64Array } {
  return {
    lat: new Float64Array(times.length),
    lon: new Float64Array(times.length),
    tai93: Float64Array.from(times, (time) => 1000 + time),
  };
}

describe("cloudsatProfiles", () => {
  test("counts steps of 0.16 s, and measures the rest along the track", () => {
    const { inputIndex, distanceKm } = cloudsatProfiles(at([0, 0.08 - 1e-6, 16, 16.04]), 1000);
    expect([...inputIndex]).toEqual([0, 0, 0, 0, 100, 0, 100, 0]);
    // The ground passes at 6.82 km/s: 5 km in 0.733 s.
    expect(distanceKm[0]).toBe(0);
    expect(distanceKm[1]).toBeCloseTo(0.08 * (5 / 0.733), 3);
    expect(distanceKm[2]).toBeCloseTo(0, 6);
    expect(distanceKm[3]).toBeCloseTo(0.04 * (5 / 0.733), 3);
  });

  test("goes through the whole half orbit, four or five of its profiles at a time", () => {
    const { inputIndex, distanceKm } = cloudsatProfiles(whole, beginTai93);
    expect(inputIndex[0]).toBeLessThan(5);
    // As many are left over at the end as at the beginning.
    expect(Math.abs(inputIndex[0]! + inputIndex.at(-2)! - periodSec / 2 / 0.16)).toBeLessThan(1);
    for (let p = 1; p < whole.tai93.length; p++) {
      expect([4, 5]).toContain(inputIndex[2 * p]! - inputIndex[2 * p - 2]!);
      expect(inputIndex[2 * p + 1]).toBe(0);
    }
    expect(Math.max(...distanceKm)).toBeLessThan(0.55);
    expect(Math.min(...distanceKm)).toBeGreaterThanOrEqual(0);
  });

  test("has none where the half orbit has not begun, or cannot be counted", () => {
    const { inputIndex, distanceKm } = cloudsatProfiles(at([-1, 0.16 * 32_767, 0.16 * 32_768, Number.NaN]), 1000);
    expect([...inputIndex]).toEqual([-32768, -32768, 32767, 0, -32768, -32768, -32768, -32768]);
    expect(Array.from(distanceKm, Number.isFinite)).toEqual([false, true, false, false]);
    expect(distanceKm[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("polderPixels", () => {
  test("are the pixels of the grid, their centres within half of their diagonal", () => {
    const grid = new PolderGrid();
    const { inputIndex, distanceKm } = polderPixels(whole);
    for (let p = 0; p < whole.lat.length; p += 100) {
      const { row, col } = grid.toPixel(whole.lat[p]!, whole.lon[p]!);
      expect([inputIndex[2 * p], inputIndex[2 * p + 1]]).toEqual([row, col]);
    }
    // Pixels are of 1/18 degree, 6.2 km.
    expect(Math.max(...distanceKm)).toBeLessThan(4.45);
    expect(Math.max(...distanceKm)).toBeGreaterThan(4);
    expect(Math.min(...distanceKm)).toBeLessThan(0.2);
  });

  test("have the distance to their centre in km, also across the antimeridian", () => {
    const grid = new PolderGrid();
    const col = grid.firstCol(1619);
    const lat = Float64Array.of(grid.latitude(1619) + 0.01, grid.latitude(1619), grid.latitude(1619));
    const lon = Float64Array.of(0.5 / 18, grid.longitude(1619, col) - 0.02, 179.999_999);
    const { inputIndex, distanceKm } = polderPixels({ lat, lon, tai93: new Float64Array(3) });
    expect([...inputIndex]).toEqual([1619, 3240, 1619, col, 1619, grid.lastCol(1619)]);
    // At the equator a degree of latitude is 110.574 km long, one of longitude 111.32 km.
    expect(distanceKm[0]).toBeCloseTo(1.105_74, 3);
    expect(distanceKm[1]).toBeCloseTo(2.2264, 3);
    expect(distanceKm[2]).toBeCloseTo(111.32 / 36, 3);
  });

  test("are of places on the Earth", () => {
    const track = { lat: Float64Array.of(0, Number.NaN), lon: new Float64Array(2), tai93: new Float64Array(2) };
    expect(() => polderPixels(track)).toThrow(CoordinateError);
  });
});

test("a profile has the same values in a part of the half orbit", () => {
  expect(profiles).toBeGreaterThan(40);
  for (const [of, inPart] of [
    [cloudsatProfiles(whole, beginTai93), cloudsatProfiles(part, beginTai93)],
    [polderPixels(whole), polderPixels(part)],
  ] as const) {
    expect(inPart.inputIndex).toEqual(of.inputIndex.subarray(2 * before, 2 * (before + profiles)));
    expect(inPart.distanceKm).toEqual(of.distanceKm.subarray(before, before + profiles));
  }
});
