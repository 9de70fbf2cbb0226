import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { parseAngleCounts, parseSchemes, parseSeeds } from "../../src/sweep/parse.ts";

describe("lists of a sweep", () => {
  test("are what is between commas", () => {
    expect(parseSeeds("0, 4294967295")).toEqual([0, 4294967295]);
    expect(parseAngleCounts("1,2,16")).toEqual([1, 2, 16]);
    expect(parseSchemes("tri1, all_bands")).toEqual(["tri1", "all_bands"]);
  });

  test.each([
    [parseSeeds, ["", "1,", "-1", "1.5", "1,1", "4294967296", "one"]],
    [parseAngleCounts, ["0", "17", "4,4", "1-4"]],
    [parseSchemes, ["", "tri1,", "tri1,tri1"]],
  ] as const)("of something else are refused", (parse, texts) => {
    for (const text of texts) expect(() => parse(text)).toThrow(InvalidArgumentError);
  });
});
