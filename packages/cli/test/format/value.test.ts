import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteSizeText, countText, float32Text, numberText } from "../../src/format/value.ts";

describe("float32Text", () => {
  test.each([
    [0.1, "0.1"],
    [3.4028234663852886e38, "3.4028235e+38"],
    [1.401298464324817e-45, "1.4013e-45"],
    [16777217, "16777216"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ])("%d", (value, expected) => {
    expect(float32Text(Math.fround(value))).toBe(expected);
  });

  test("gives the same float32 back", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(Number(float32Text(value)))).toBe(value);
      }),
    );
  });
});

test("numberText", () => {
  expect([numberText(-0), numberText(2n ** 64n - 1n), numberText(1e21)]).toEqual([
    "-0",
    "18446744073709551615",
    "1e+21",
  ]);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [61234, "61.2 kB"],
  [999499, "999 kB"],
  [999999, "1 MB"],
  [2 ** 31, "2.15 GB"],
])("%d bytes", (bytes, expected) => {
  expect(byteSizeText(bytes)).toBe(expected);
});

test("countText", () => {
  expect([countText(1, "group"), countText(0, "group")]).toEqual(["1 group", "0 groups"]);
});
