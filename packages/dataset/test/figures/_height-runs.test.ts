import { describe, expect, test } from "vitest";
import { heightGaps, heightRuns } from "../../src/figures/_height-runs.ts";

describe("bins one above the other", () => {
  test("of one class are one run, halfway to the neighbours at its ends", () => {
    const heights = [1000, 760, 520, 280];
    expect(heightRuns(heights, [0, 3, 3, 1], 0, 4)).toEqual([
      { value: 0, lowM: 880, highM: 1120 },
      { value: 3, lowM: 400, highM: 880 },
      { value: 1, lowM: 160, highM: 400 },
    ]);
  });

  test("the same from the ground up", () => {
    expect(heightRuns([280, 520, 760], [1, 3, 3], 0, 3)).toEqual([
      { value: 1, lowM: 160, highM: 400 },
      { value: 3, lowM: 400, highM: 880 },
    ]);
  });

  test("without heights are left out, and what is beyond is another run", () => {
    const heights = [9999, 1000, 760, -9999, -9999, 40, -200, -440];
    expect(heightRuns(heights, [5, 5, 5, 5, 5, 5, 5, 5], 1, 6)).toEqual([
      { value: 5, lowM: 640, highM: 1120 },
      { value: 5, lowM: -320, highM: 160 },
    ]);
  });

  test("that miss each other by a metre still touch", () => {
    expect(heightRuns([1000, 759, 520], [2, 2, 2], 0, 3)).toHaveLength(1);
  });

  test("a single one is as thick as those of CloudSat", () => {
    expect(heightRuns([500], [4], 0, 1)).toEqual([{ value: 4, lowM: 380, highM: 620 }]);
    expect(heightRuns([-9999], [4], 0, 1)).toEqual([]);
  });
});

describe("where a column has no bins", () => {
  const run = (lowM: number, highM: number) => ({ value: 0, lowM, highM });

  test.each([
    ["nowhere", [run(-500, 25_000)], []],
    ["everywhere", [], [[0, 18_000]]],
    [
      "below, between and above, whatever the order",
      [run(9000, 12_000), run(1000, 5000)],
      [
        [0, 1000],
        [5000, 9000],
        [12_000, 18_000],
      ],
    ],
    ["not within the rounding of heights", [run(-100, 5000), run(5001, 17_950)], []],
    ["not beyond the top", [run(-100, 17_000), run(20_000, 25_000)], [[17_000, 18_000]]],
    ["not twice where bins overlap", [run(0, 9000), run(2000, 4000)], [[9000, 18_000]]],
  ])("%s", (_, runs, expected) => {
    expect(heightGaps(runs, 18_000).map(({ lowM, highM }) => [lowM, highM])).toEqual(expected);
  });
});
