import { describe, expect, test } from "vitest";
import { heightRuns } from "../../src/figures/_height-runs.ts";

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
