import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveNumberWeights, type TrainCounts, taskClassCounts } from "../../src/losses/class-weights.ts";
import type { Task } from "../../src/tasks.ts";

interface Row {
  readonly counts: number[];
  readonly weights: number[];
}

// Made by table.py beside it.
const table = JSON.parse(readFileSync(new URL("./effective-number/table.json", import.meta.url), "utf8")) as Row[];

describe("effectiveNumberWeights", () => {
  it.each(table)("has the digits of exact arithmetic for $counts", ({ counts, weights }) => {
    const found = effectiveNumberWeights(counts);
    expect(found).toHaveLength(weights.length);
    found.forEach((weight, c) => {
      expect(Math.abs(weight - weights[c]!)).toBeLessThanOrEqual(1e-13 * weights[c]!);
    });
  });

  it("takes typed arrays", () => {
    expect(effectiveNumberWeights(Int32Array.of(9, 1, 0))).toEqual(effectiveNumberWeights([9, 1, 0]));
  });

  it("averages 1 over the classes that are there, and weighs rarer ones more", () => {
    const counts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e12 })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(counts, (own) => {
        fc.pre(own.some((n) => n > 0));
        const weights = effectiveNumberWeights(own);
        const present = own.filter((n) => n > 0).length;
        expect(weights.reduce((sum, weight) => sum + weight, 0) / present).toBeCloseTo(1, 12);
        own.forEach((n, i) => {
          expect(weights[i] === 0).toBe(n === 0);
          const rarer = own.findIndex((other) => other > 0 && other < n);
          if (rarer >= 0) expect(weights[rarer]!).toBeGreaterThan(weights[i]!);
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [[0, 0], "classCounts are all 0"],
    [[], "classCounts are all 0"],
    [[1, -1], "classCounts[1] is -1"],
    [[0.5], "classCounts[0] is 0.5"],
    [[Number.NaN], "classCounts[0] is NaN"],
    [[2 ** 53 - 1, 1], "the sum of classCounts is 9007199254740992"],
  ])("refuses %j", (counts, message) => {
    expect(() => effectiveNumberWeights(counts)).toThrow(RangeError);
    expect(() => effectiveNumberWeights(counts)).toThrow(message);
  });
});

describe("taskClassCounts", () => {
  const trainCounts: TrainCounts = {
    classCountsPerBin: [
      [10, 1, 0, 0, 0, 0, 0, 0, 2],
      [20, 0, 3, 0, 0, 0, 0, 0, 0],
      [30, 0, 0, 4, 0, 0, 5, 0, 0],
    ],
    cloudyPoints: 7,
    points: 31,
  };

  it.each<[Task, [number, number] | undefined, number[]]>([
    ["seg_3d", undefined, [60, 1, 3, 4, 0, 0, 5, 0, 2]],
    ["seg_3d", [1, 3], [50, 0, 3, 4, 0, 0, 5, 0, 0]],
    ["bin_seg_3d", undefined, [60, 15]],
    ["bin_seg_3d", [0, 2], [30, 6]],
    ["bin_seg_2d", undefined, [24, 7]],
    ["bin_seg_2d", [0, 1], [24, 7]],
  ])("of %s, height bins %j", (task, heightBins, expected) => {
    expect(taskClassCounts(trainCounts, { task, heightBins })).toEqual(expected);
  });

  it("refuses an option that there is not", () => {
    const options = { task: "seg_3d", heightbins: [0, 1] } as const;
    expect(() => taskClassCounts(trainCounts, options)).toThrow("taskClassCounts has no option heightbins");
  });

  it.each<[Partial<TrainCounts>, Task, [number, number] | undefined, ErrorConstructor, string]>([
    [{}, "seg_4d" as Task, undefined, TypeError, "task is"],
    [{}, "seg_3d", [1, 4], RangeError, "heightBins is [1, 4]: expected [first, end] with 0 <= first < end <= 3"],
    [{}, "seg_3d", [2, 2], RangeError, "heightBins is [2, 2]"],
    [{}, "seg_3d", [0, 1, 2] as never, RangeError, "heightBins is [0, 1, 2]"],
    [{}, "seg_3d", null as never, RangeError, "heightBins is null"],
    [{}, "seg_3d", [0.5, 2], RangeError, "heightBins is [0.5, 2]"],
    [
      { classCountsPerBin: [[1, 2]] },
      "bin_seg_3d",
      undefined,
      RangeError,
      "classCountsPerBin[0] has 2 counts: expected 9",
    ],
    [
      { classCountsPerBin: [[1, 2, 3, -4, 5, 6, 7, 8, 9]] },
      "bin_seg_3d",
      undefined,
      RangeError,
      "classCountsPerBin[0][3] is -4",
    ],
    [{ classCountsPerBin: 3 as never }, "seg_3d", undefined, TypeError, "classCountsPerBin is 3"],
    [{ cloudyPoints: 32 }, "bin_seg_2d", undefined, RangeError, "cloudyPoints is 32: expected at most points, 31"],
    [{ points: undefined as never }, "bin_seg_2d", undefined, RangeError, "points is undefined"],
  ])("refuses %j of %s, height bins %j", (change, task, heightBins, type, message) => {
    const count = () => taskClassCounts({ ...trainCounts, ...change }, { task, heightBins });
    expect(count).toThrow(type);
    expect(count).toThrow(message);
  });
});
