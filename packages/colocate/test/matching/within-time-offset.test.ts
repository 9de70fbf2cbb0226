import { expect, test } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { withinTimeOffset } from "../../src/matching/within-time-offset.ts";
import type { Numbers } from "../../src/types.ts";

test("differences in either direction; fills are not within", () => {
  const differences = Float32Array.of(0, -150, 600, -600, 600.5, -601, Number.NaN, -Infinity, Infinity);
  expect([...withinTimeOffset(differences, { maxTimeOffsetSec: 600 })]).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0]);
  expect([...withinTimeOffset(differences, { maxTimeOffsetSec: Number.POSITIVE_INFINITY })]).toEqual([
    1, 1, 1, 1, 1, 1, 0, 0, 0,
  ]);
  expect([...withinTimeOffset([0, -0.5], { maxTimeOffsetSec: 0 })]).toEqual([1, 0]);
});

test("ten minutes unless told otherwise", () => {
  expect([...withinTimeOffset([599.9, 600.1])]).toEqual([1, 0]);
});

test("what is no array", () => {
  expect(() => withinTimeOffset(5 as unknown as Numbers)).toThrow(TypeError);
  expect([...withinTimeOffset([null, "1"] as unknown as Numbers)]).toEqual([0, 0]);
});

test("wrong shapes and offsets", () => {
  expect([...withinTimeOffset([1, 2], { profiles: 2 })]).toEqual([1, 1]);
  expect(() => withinTimeOffset([1, 2], { profiles: 3 })).toThrow(ShapeError);
  expect(() => withinTimeOffset([1, 2], { profiles: 3 })).toThrow(/2 time differences for 3 profiles/);
  expect(() => withinTimeOffset([])).toThrow(ShapeError);
  expect(() => withinTimeOffset([1], { maxTimeOffsetSec: -1 })).toThrow(RangeError);
  expect(() => withinTimeOffset([1], { maxTimeOffsetSec: Number.NaN })).toThrow(RangeError);
});
