import { expect, test } from "vitest";
import { scoreStatistics } from "../../src/sweep/score-statistics.ts";

test("mean, extremes and standard deviation of the sample", () => {
  // statistics.stdev([0.2, 0.4, 0.9]) of Python 3.11
  const found = scoreStatistics([0.4, 0.2, 0.9]);
  expect(found).toMatchObject({ count: 3, min: 0.2, max: 0.9 });
  expect(found?.mean).toBeCloseTo(0.5, 12);
  expect(found?.standardDeviation).toBeCloseTo(0.3605551275463989, 12);
});

test("a single score has no standard deviation, none has nothing", () => {
  expect(scoreStatistics([0.5])).toEqual({ count: 1, mean: 0.5, min: 0.5, max: 0.5, standardDeviation: null });
  expect(scoreStatistics([])).toBeNull();
});
