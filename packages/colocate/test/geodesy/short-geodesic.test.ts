import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CoordinateError } from "../../src/errors.ts";
import { maxShortGeodesicM, shortGeodesicDistance } from "../../src/geodesy/short-geodesic.ts";
import { latitudes, longitudes } from "../support/arbitraries.ts";
import { geodesicDestination } from "../support/geodesic.ts";

// [largest distance, error allowed], both in metres; the last are what the documentation promises.
const promises: [number, number][] = [
  [1, 1e-7],
  [20_000, 1e-7],
  [100_000, 1e-6],
  [200_000, 2e-5],
  [499_999, 1e-3],
];

describe("shortGeodesicDistance", () => {
  test.each(promises)("up to %d m it agrees with GeographicLib to %d m, anywhere", (largest, error) => {
    const distances = fc.double({ min: 0, max: largest, noNaN: true });
    const azimuths = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(latitudes, longitudes, azimuths, distances, (lat, lon, azimuth, distance) => {
        const end = geodesicDestination(lat, lon, azimuth, distance);
        const found = shortGeodesicDistance(lat, lon, end.lat, end.lon);
        expect(Math.abs(found - distance)).toBeLessThan(error);
      }),
      { numRuns: 1000 },
    );
  });

  test("arcs of the equator and of a meridian", () => {
    // The equator is a circle of 6378137 m; the meridian's radius of curvature there is 6335439.327 m.
    expect(shortGeodesicDistance(0, 179.95, 0, -179.95)).toBeCloseTo(((0.1 * Math.PI) / 180) * 6378137, 8);
    expect(shortGeodesicDistance(-0.005, 7, 0.005, 7)).toBeCloseTo(((0.01 * Math.PI) / 180) * 6335439.327, 5);
  });

  test("over a pole", () => {
    // The polar radius of curvature is 6399593.626 m.
    const arc = ((0.02 * Math.PI) / 180) * 6399593.626;
    expect(shortGeodesicDistance(89.99, 20, 89.99, -160)).toBeCloseTo(arc, 4);
    expect(shortGeodesicDistance(-89.99, 20, -89.99, 200)).toBeCloseTo(arc, 4);
    expect(shortGeodesicDistance(90, 20, 90, -70)).toBeLessThan(1e-8);
  });

  test.each([
    [12.3, 45.6, 12.3, 45.6],
    [-90, 0, -90, 0],
    [0, 180, 0, -180],
    [51.5, 10.25, 51.5, 370.25],
    [51.5, -190.25, 51.5, 169.75 + 3600],
  ])("(%d, %d) and (%d, %d) are the same point", (latA, lonA, latB, lonB) => {
    expect(shortGeodesicDistance(latA, lonA, latB, lonB)).toBe(0);
  });

  test("tiny distances keep their digits", () => {
    expect(shortGeodesicDistance(0, 0, 0, 1e-12)).toBeCloseTo(((1e-12 * Math.PI) / 180) * 6378137, 18);
  });

  test("the order of the points does not matter", () => {
    fc.assert(
      fc.property(latitudes, longitudes, latitudes, longitudes, (lat, lon, latStep, lonStep) => {
        const other = Math.max(-90, Math.min(90, lat + latStep / 100));
        const there = attempt(() => shortGeodesicDistance(lat, lon, other, lon + lonStep / 100));
        const back = attempt(() => shortGeodesicDistance(other, lon + lonStep / 100, lat, lon));
        expect(there).toBe(back);
      }),
    );
  });

  test("points farther apart are refused, never given a wrong distance", () => {
    expect(maxShortGeodesicM).toBe(500_000);
    const { lat, lon } = geodesicDestination(45, 5, 30, 500_001);
    expect(() => shortGeodesicDistance(45, 5, lat, lon)).toThrow(RangeError);
    expect(() => shortGeodesicDistance(90, 0, -90, 0)).toThrow(/\(90, 0\) and \(-90, 0\) are too far apart/);
    expect(() => shortGeodesicDistance(0, 0, 0, 180)).toThrow(RangeError);
    fc.assert(
      fc.property(
        latitudes,
        longitudes,
        fc.double({ min: 500_000.01, max: 2e7, noNaN: true }),
        (lat, lon, distance) => {
          const end = geodesicDestination(lat, lon, lon, distance);
          expect(() => shortGeodesicDistance(lat, lon, end.lat, end.lon)).toThrow(RangeError);
        },
      ),
    );
  });

  test.each([
    [90.001, 0, 0, 0, /latitude is 90.001: expected -90..90/],
    [0, 0, Number.NaN, 0, /latitude is NaN/],
    [0, Number.NaN, 0, 0, /longitude is NaN: expected a finite number/],
    [0, 0, 0, Number.POSITIVE_INFINITY, /longitude is Infinity/],
  ])("(%d, %d) and (%d, %d) are not on Earth", (latA, lonA, latB, lonB, message) => {
    const call = () => shortGeodesicDistance(latA, lonA, latB, lonB);
    expect(call).toThrow(CoordinateError);
    expect(call).toThrow(message);
  });
});

function attempt(action: () => number): number | string {
  try {
    return action();
  } catch (error) {
    return (error as Error).name;
  }
}
