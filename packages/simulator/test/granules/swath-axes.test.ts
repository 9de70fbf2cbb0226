import { expect, test } from "vitest";
import { swathAxes, toAxes } from "../../src/granules/_swath-axes.ts";
import { grid, intervals } from "./_blocks.ts";

test("rows are all from first to last, columns those of any row", () => {
  const { rows, columns } = swathAxes("test", grid, intervals);
  expect(rows).toEqual(Int32Array.from({ length: 105 }, (_, i) => 1086 + i));
  const all = new Set<number>();
  for (const { firstCol, lastCol } of intervals) for (let col = firstCol; col <= lastCol; col++) all.add(col);
  expect([...columns]).toEqual([...all].sort((a, b) => a - b));
  expect(columns.length).toBeLessThan(80);
});

test("intervals stay of the same length on the axes", () => {
  const axes = swathAxes("test", grid, intervals);
  for (const [i, { row, firstCol, lastCol }] of toAxes(intervals, axes).entries()) {
    const original = intervals[i]!;
    expect(lastCol - firstCol).toBe(original.lastCol - original.firstCol);
    expect([axes.rows[row], axes.columns[firstCol], axes.columns[lastCol]]).toEqual([
      original.row,
      original.firstCol,
      original.lastCol,
    ]);
  }
});

test.each<[unknown, typeof TypeError | typeof RangeError, RegExp]>([
  [undefined, TypeError, /test: expected intervals to be an array/],
  [[], RangeError, /test: the swath has no pixel/],
  [[{ row: 1086, firstCol: 0, lastCol: 3 }], RangeError, /interval 0: columns 0 to 3 of row 1086/],
  [[{ row: 3240, firstCol: 3240, lastCol: 3241 }], RangeError, /row 3240/],
  [[{ row: 1086, firstCol: 3240, lastCol: 3239 }], RangeError, /columns 3240 to 3239/],
  [[intervals[3], intervals[0], intervals[9]], RangeError, /interval 1: .* rows in order/],
])("refuses %j", (wrong, type, message) => {
  const axes = () => swathAxes("test", grid, wrong as never);
  expect(axes).toThrow(type);
  expect(axes).toThrow(message);
});
