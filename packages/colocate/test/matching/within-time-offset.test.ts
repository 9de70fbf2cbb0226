import { expect, test } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { withinTimeOffset } from "../../src/matching/within-time-offset.ts";

test("differences in either direction; fills are not within", () => {
  const differences = Float32Array.of(0, -150, 600, -600, 600.5, -601, Number.NaN, -Infinity, Infinity);
  expect([...withinTimeOffset(differences, 600)]).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0]);
  expect([...withinTimeOffset(differences, Number.POSITIVE_INFINITY)]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0]);
  expect([...withinTimeOffset([0, -0.5], 0)]).toEqual([1, 0]);
});

test("wrong shapes and offsets", () => {
  expect([...withinTimeOffset([1, 2], 600, 2)]).toEqual([1, 1]);
  expect(() => withinTimeOffset([1, 2], 600, 3)).toThrow(ShapeError);
  expect(() => withinTimeOffset([1, 2], 600, 3)).toThrow(/2 time differences for 3 profiles/);
  expect(() => withinTimeOffset([], 600)).toThrow(ShapeError);
  expect(() => withinTimeOffset([1], -1)).toThrow(RangeError);
  expect(() => withinTimeOffset([1], Number.NaN)).toThrow(RangeError);
});
