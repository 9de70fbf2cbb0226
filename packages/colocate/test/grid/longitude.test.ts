import fc from "fast-check";
import { expect, test } from "vitest";
import { CoordinateError } from "../../src/errors.ts";
import { wrapLongitude } from "../../src/grid/longitude.ts";

test.each([
  [0, 0],
  [-180, -180],
  [180, -180],
  [179.99, 179.99],
  [190, -170],
  [-190, 170],
  [359, -1],
  [540, -180],
  [-540, -180],
  [720.5, 0.5],
  // The neighbours of -180 among the doubles.
  [-180.00000000000003, 179.99999999999997],
  [-179.99999999999997, -179.99999999999997],
])("%d is %d", (lon, wrapped) => {
  expect(wrapLongitude(lon)).toBe(wrapped);
});

test("always in [-180, 180), and whole turns do not change a digit", () => {
  // Multiples of 2^-20, of which all turns are exact doubles.
  const lons = fc.integer({ min: -180 * 2 ** 20, max: 180 * 2 ** 20 - 1 }).map((n) => n / 2 ** 20);
  fc.assert(
    fc.property(lons, fc.integer({ min: -1000, max: 1000 }), (lon, turns) => {
      expect(wrapLongitude(lon + 360 * turns) + 0).toBe(lon + 0);
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (lon) => {
      const wrapped = wrapLongitude(lon);
      expect(wrapped >= -180 && wrapped < 180).toBe(true);
    }),
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number])("%s is refused", (lon) => {
  expect(() => wrapLongitude(lon)).toThrow(CoordinateError);
});
