import { expect, test } from "vitest";
import { checkLatRange } from "../../src/orbit/_lat-range.ts";

test("two latitudes from south to north", () => {
  for (const range of [
    [-90, 90],
    [4, 6.5],
  ] as const)
    expect(() => checkLatRange("x", range)).not.toThrow();
});

test.each<[unknown, ErrorConstructor, string]>([
  [undefined, TypeError, "x: latRange must be two latitudes, south and north, got undefined"],
  [null, TypeError, "got null"],
  ["46", TypeError, "got 46"],
  [["4", "6"], TypeError, "as numbers, got string, string"],
  [[4, "6"], TypeError, "as numbers, got number, string"],
  [new Array(2), TypeError, "as numbers, got undefined, undefined"],
  [[], RangeError, "got 0 values"],
  [[4, 5, 6], RangeError, "got 3 values"],
  [[6, 4], RangeError, "from south to north within -90 to 90, got 6, 4"],
  [[4, 4], RangeError, "got 4, 4"],
  [[Number.NaN, 4], RangeError, "got NaN, 4"],
  [[4, Number.POSITIVE_INFINITY], RangeError, "got 4, Infinity"],
])("%j is refused", (range, type, message) => {
  const check = (): void => checkLatRange("x", range as [number, number]);
  expect(check).toThrow(type);
  expect(check).toThrow(message);
});
