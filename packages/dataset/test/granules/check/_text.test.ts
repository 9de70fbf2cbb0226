import { describe, expect, test } from "vitest";
import {
  compressionText,
  lengthsText,
  numberText,
  quoted,
  scrub,
  shareText,
} from "../../../src/granules/check/_text.ts";

describe("what tells of people and places is left out", () => {
  test.each([
    ["made by a.person@example.org", "made by (left out)"],
    ["/home/person/data/a.h5", "(left out)"],
    ["from /data/person/a.h5, then", "from (left out), then"],
    ["file:///home/person/a.h5", "file://(left out)"],
    ["~/data/person", "(left out)"],
    ["C:\\Users\\person\\a.h5", "(left out)"],
    ["\\\\server\\share\\person", "(left out)"],
  ])("%s", (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  test.each(["Data_Fields/Nviews", "W/m2/sr", "pi L / E_s", "a.h5", "3/4", "2B-CLDCLASS/Data Fields/Height"])(
    "not %s",
    (text) => {
      expect(scrub(text)).toBe(text);
    },
  );
});

test("text of a file is quoted and cut", () => {
  expect(quoted('a "b"\n')).toBe('"a \\"b\\"\\n"');
  expect(quoted("x".repeat(1000)).length).toBeLessThan(100);
});

test("lengths and filters", () => {
  expect(lengthsText([3240, 6480])).toBe("3240 x 6480");
  expect(lengthsText([])).toBe("scalar");
  expect(compressionText([])).toBe("none");
  const filters = [
    { name: "shuffle", parameters: { elementSize: 2 } },
    { name: "deflate", parameters: { level: 6 } },
  ];
  expect(compressionText(filters)).toBe("shuffle + deflate 6");
});

test.each([
  [-2147483647, "-2147483647"],
  [Math.fround(0.1), "0.1"],
  [486610096.25, "486610096.25"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("number %d", (value, text) => {
  expect(numberText(value)).toBe(text);
});

test.each([
  [0, 10, "0 %"],
  [1, 8, "12.5 %"],
  [1, 1e6, "under 0.1 %"],
  [999_999, 1e6, "over 99.9 %"],
  [10, 10, "100 %"],
  [0, 0, "none"],
])("%d of %d", (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text);
});
