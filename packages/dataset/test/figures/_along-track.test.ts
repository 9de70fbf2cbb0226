import { describe, expect, test } from "vitest";
import { alongTrack, interpolateAlong, unwrapped } from "../../src/figures/_along-track.ts";

/** Of a sphere of 6371 km. */
const kmPerDegree = 111.195;

describe("alongTrack", () => {
  test("distances add up", () => {
    const { km, stepKm } = alongTrack([10, 11, 12, 13], [20, 20, 20, 20]);
    expect([...km].map((value) => value / kmPerDegree)).toEqual([0, 1, 2, 3].map((value) => expect.closeTo(value, 4)));
    expect(stepKm).toBeCloseTo(kmPerDegree, 2);
  });

  test("over the antimeridian too", () => {
    const { km } = alongTrack([0, 0, 0], [179.5, -179.5, -178.5]);
    expect([...km].map((value) => value / kmPerDegree)).toEqual([0, 1, 2].map((value) => expect.closeTo(value, 4)));
  });

  test("a point reaches halfway to its neighbours, half a step into a gap", () => {
    const { fromKm, toKm } = alongTrack([0, 1, 2, 6, 7], [0, 0, 0, 0, 0]);
    const inDegrees = (values: Float64Array) => [...values].map((value) => value / kmPerDegree);
    expect(inDegrees(fromKm)).toEqual([-0.5, 0.5, 1.5, 5.5, 6.5].map((value) => expect.closeTo(value, 3)));
    expect(inDegrees(toKm)).toEqual([0.5, 1.5, 2.5, 6.5, 7.5].map((value) => expect.closeTo(value, 3)));
  });

  test.each<[string, number[], number[]]>([
    ["1 points", [1], [1]],
    ["lon has 1 elements: expected 2", [1, 2], [1]],
    ["lat[1] is 91", [1, 91], [1, 2]],
    ["lon[0] is NaN", [1, 2], [Number.NaN, 2]],
    ["do not lie apart", [1, 1, 1], [2, 2, 2]],
  ])("refused: %s", (message, lat, lon) => {
    expect(() => alongTrack(lat, lon)).toThrow(message);
  });
});

test("values between points, and at the ends", () => {
  const along = alongTrack([0, 1, 2], [0, 0, 0]);
  const at = (degrees: number) => interpolateAlong(along, [10, 20, 40], degrees * kmPerDegree);
  expect(at(0)).toBeCloseTo(10, 3);
  expect(at(0.5)).toBeCloseTo(15, 3);
  expect(at(1.5)).toBeCloseTo(30, 3);
  expect(at(2)).toBeCloseTo(40, 3);
});

test("longitudes without jumps", () => {
  expect([...unwrapped([179, -179, -178, 179])]).toEqual([179, 181, 182, 179]);
});
