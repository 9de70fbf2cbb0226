import { describe, expect, test } from "vitest";
import { dayOf, middleOf } from "../../src/figures/instance-places.ts";

describe("the middle of points", () => {
  test.each([
    ["on a meridian", [10, 12, 14], [20, 20, 20], 12, 20],
    ["over the antimeridian", [0, 0], [179, -177], 0, -179],
    ["over the pole", [89, 89], [0, 180], 90, undefined],
  ])("%s", (_, lat, lon, middleLat, middleLon) => {
    const found = middleOf({ lat: Float32Array.from(lat), lon: Float32Array.from(lon) });
    expect(found.lat).toBeCloseTo(middleLat, 4);
    if (middleLon !== undefined) expect(found.lon).toBeCloseTo(middleLon, 4);
  });

  test("no points have none", () => {
    expect(() => middleOf({ lat: new Float32Array(0), lon: new Float32Array(0) })).toThrow("the points have no middle");
  });
});

test("the day is that of the half orbit, or of the directory", () => {
  const inputPath = "input/2008/2008_06_04/3.npy";
  expect(dayOf({ dateTime: "2008-06-03 23:59:10", inputPath })).toBe("2008-06-03");
  expect(dayOf({ dateTime: undefined, inputPath })).toBe("2008-06-04");
  expect(dayOf({ dateTime: undefined, inputPath: "input/3.npy" })).toBeUndefined();
});
