import { describe, expect, test } from "vitest";
import { checkLatitude, checkLongitude, checkTrack } from "../src/_check.ts";
import { CoordinateError, ShapeError } from "../src/errors.ts";

describe("latitude", () => {
  test.each([-90, -0, 0, 12.5, 90])("%d is on Earth", (lat) => {
    expect(() => checkLatitude(lat)).not.toThrow();
  });

  test.each([90.0000001, -91, Number.NaN, Number.NEGATIVE_INFINITY])("%d is not", (lat) => {
    expect(() => checkLatitude(lat, " of profile 12")).toThrow(CoordinateError);
    expect(() => checkLatitude(lat, " of profile 12")).toThrow(
      `latitude of profile 12 is ${lat}: expected -90..90 degrees`,
    );
  });
});

describe("longitude", () => {
  test.each([-180, 0, 180, 359.9, -7200])("%d is one, whatever the turn", (lon) => {
    expect(() => checkLongitude(lon)).not.toThrow();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("%d is not", (lon) => {
    expect(() => checkLongitude(lon)).toThrow(CoordinateError);
    expect(() => checkLongitude(lon, " at index 3")).toThrow(
      `longitude at index 3 is ${lon}: expected a finite number`,
    );
  });
});

describe("track", () => {
  test("arrays of any kind", () => {
    expect(() => checkTrack({ lat: [1, 2], lon: new Float32Array([3, 4]) })).not.toThrow();
  });

  test.each([
    [{ lat: [], lon: [] }, "the track has no profile: expected at least one"],
    [{ lat: [1, 2], lon: [3] }, "the track has 2 latitudes and 1 longitudes: expected as many"],
  ])("%j has the wrong shape", (track, message) => {
    expect(() => checkTrack(track)).toThrow(ShapeError);
    expect(() => checkTrack(track)).toThrow(message);
  });

  test.each([
    [[0, 1, 90.5], [0, 0, 0], "latitude of profile 2 is 90.5"],
    [[0, Number.NaN, 95], [0, 0, 0], "latitude of profile 1 is NaN"],
    [[0, 1, 2], [0, Number.NaN, 0], "longitude of profile 1 is NaN"],
    [Float32Array.of(Number.NEGATIVE_INFINITY), [0], "latitude of profile 0 is -Infinity"],
  ])("latitudes %s and longitudes %s: the first wrong profile is named", (lat, lon, message) => {
    expect(() => checkTrack({ lat, lon })).toThrow(CoordinateError);
    expect(() => checkTrack({ lat, lon })).toThrow(message);
  });
});
