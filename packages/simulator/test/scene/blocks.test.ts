import { expect, test } from "vitest";
import { swathBlocks } from "../../src/scene/_blocks.ts";

test("a swath is cut where the chunks of the file are", () => {
  const intervals = [
    { row: 53, firstCol: 10, lastCol: 19 },
    { row: 54, firstCol: 0, lastCol: 4 },
    { row: 54, firstCol: 9, lastCol: 9 },
    { row: 200, firstCol: 7, lastCol: 7 },
  ];
  expect(swathBlocks(intervals)).toEqual([
    { firstRow: 0, endRow: 54, intervals: intervals.slice(0, 1), count: 10 },
    { firstRow: 54, endRow: 108, intervals: intervals.slice(1, 3), count: 6 },
    { firstRow: 162, endRow: 216, intervals: intervals.slice(3), count: 1 },
  ]);
  expect(swathBlocks([])).toEqual([]);
});
