import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import {
  parseAngles,
  parseBlocks,
  parseClassWeights,
  parseHeightBins,
  parseNumber,
  parseNumbers,
} from "../../src/train/parse.ts";

const positive = parseNumber((value) => value > 0, "a number above 0");

describe("values of options", () => {
  test.each<[(text: string) => unknown, string, unknown]>([
    [positive, "1e-3", 0.001],
    [positive, ".5", 0.5],
    [positive, "2", 2],
    [parseAngles, "0,15", [0, 15]],
    [parseAngles, "none", []],
    [parseHeightBins, "4:103", [4, 103]],
    [parseNumbers, "0.5, 2", [0.5, 2]],
    [parseClassWeights, "effective", "effective"],
    [parseClassWeights, "none", "none"],
    [parseClassWeights, "1,1e-2", [1, 0.01]],
    [parseBlocks, "max", "max"],
    [parseBlocks, "3", 3],
  ])("%s of %s", (parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  test.each<[(text: string) => unknown, string, string]>([
    [positive, "0", "a number above 0"],
    [positive, "0x10", "a number above 0"],
    [positive, "", "a number above 0"],
    [positive, "1e", "a number above 0"],
    [parseAngles, "16", "slots of views from 0 to 15"],
    [parseAngles, "1,1", "slots of views from 0 to 15"],
    [parseAngles, "1,,2", "slots of views from 0 to 15"],
    [parseHeightBins, "103:4", "such as 4:103"],
    [parseHeightBins, "4,103", "such as 4:103"],
    [parseNumbers, "1,-1", "one for each class"],
    [parseNumbers, "1e400", "one for each class"],
    [parseClassWeights, "efective", "effective, none, or a number"],
    [parseBlocks, "0", "a whole number from 1 to 30"],
  ])("%s refuses %j", (parse, text, expected) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
    expect(() => parse(text)).toThrow(expected);
  });
});
