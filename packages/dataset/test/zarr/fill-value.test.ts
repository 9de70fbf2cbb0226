import { expect, test } from "vitest";
import { parseFill } from "../../src/zarr/fill-value.ts";

const place = { file: "zarr.json" };

test.each([
  ["float32", -32767, -32767],
  ["float32", "NaN", Number.NaN],
  ["float64", "-Infinity", Number.NEGATIVE_INFINITY],
  ["float64", "Infinity", Number.POSITIVE_INFINITY],
  ["float32", "0x3fc00000", 1.5],
  ["float64", "0xbff8000000000000", -1.5],
  ["int16", 32767, 32767],
  ["int16", -32768, -32768],
  ["uint8", 255, 255],
  ["int32", -(2 ** 31), -(2 ** 31)],
  ["int64", 2 ** 53 - 1, 2 ** 53 - 1],
] as const)("%s, %j", (dtype, value, expected) => expect(parseFill(value, dtype, "a", place)).toBe(expected));

test.each([
  ["int16", "NaN"],
  ["int16", 32768],
  ["uint8", -1],
  ["uint8", 256],
  ["int32", 1.5],
  ["int32", 2 ** 31],
  ["int64", 0.5],
  ["int64", 2 ** 63],
  ["float32", 1e39],
  ["float32", "0x3ff8000000000000"],
  ["float32", "none"],
  ["float64", null],
  ["uint8", undefined],
] as const)("%s has no %j", (dtype, value) => {
  expect(() => parseFill(value, dtype, "a", place)).toThrow(
    /^zarr\.json: the fill_value of a is .*: expected a value of/,
  );
});
