import { describe, expect, test } from "vitest";
import { checkLatitude, checkLongitude, checkNumbers, checkTrack } from "../src/_check.ts";
import { CoordinateError, ShapeError } from "../src/errors.ts";
import type { Numbers, Track } from "../src/types.ts";

/** Passes for a coordinate where a comparison alone decides; the text is how the message has it. */
const notNumbers: [unknown, string][] = [
  [null, "null"],
  [undefined, "undefined"],
  [true, "true"],
  ["16", 'the text "16"'],
  [[16], "an array"],
];

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

  test.each(notNumbers)("%j is not", (lat, text) => {
    expect(() => checkLatitude(lat as number)).toThrow(CoordinateError);
    expect(() => checkLatitude(lat as number)).toThrow(`latitude is ${text}: expected -90..90 degrees`);
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

  test.each(notNumbers)("%j is not", (lon, text) => {
    expect(() => checkLongitude(lon as number)).toThrow(CoordinateError);
    expect(() => checkLongitude(lon as number)).toThrow(`longitude is ${text}: expected a finite number`);
  });
});

describe("array of numbers", () => {
  test.each([[[]], [[1, 2]], [new Int16Array(3)], [{ length: 1, 0: 5 }]])("%o", (values) => {
    expect(() => checkNumbers("the height", values)).not.toThrow();
  });

  test.each([undefined, null, 5, "12", {}, new DataView(new ArrayBuffer(8)), () => [1]])("%o is none", (values) => {
    const act = (): void => checkNumbers("the height", values as unknown as Numbers);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(/^the height must be an array of numbers, got /);
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
    [[0, null as unknown as number], [0, 0], "latitude of profile 1 is null"],
    [["16" as unknown as number], [0], 'latitude of profile 0 is the text "16"'],
    [[0, 1], [0, "2" as unknown as number], 'longitude of profile 1 is the text "2"'],
    [[0, 1], Array<number>(2), "longitude of profile 0 is undefined"],
  ])("latitudes %s and longitudes %s: the first wrong profile is named", (lat, lon, message) => {
    expect(() => checkTrack({ lat, lon })).toThrow(CoordinateError);
    expect(() => checkTrack({ lat, lon })).toThrow(message);
  });

  test.each([
    [undefined, "the track must be an object with lat and lon, got undefined"],
    [null, "got null"],
    [12, "got 12"],
    [{ lon: [1] }, "the track's lat must be an array of numbers, got undefined"],
    [{ lat: 1, lon: 2 }, "the track's lat must be an array of numbers, got 1"],
    [{ lat: [1], lon: "2" }, `the track's lon must be an array of numbers, got the text "2"`],
  ])("%j is no track", (track, message) => {
    expect(() => checkTrack(track as unknown as Track)).toThrow(TypeError);
    expect(() => checkTrack(track as unknown as Track)).toThrow(message);
  });
});
