import { PolderGrid } from "@atcs/colocate";
import { expect, test } from "vitest";
import { checkedBlocks } from "../../src/granules/_checked-blocks.ts";
import type { SwathBlock } from "../../src/granules/types.ts";

const grid = new PolderGrid();
const interval = { row: 1085, firstCol: 3000, lastCol: 3009 };
const block: SwathBlock = { firstRow: 1080, endRow: 1134, intervals: [interval], count: 10 };

async function check(...blocks: unknown[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { what } of checkedBlocks("test", blocks as SwathBlock[], grid, undefined)) found.push(what);
  return found;
}

test("blocks follow each other, with gaps between", async () => {
  const next = { ...block, firstRow: 1188, endRow: 1242, intervals: [{ ...interval, row: 1241 }] };
  const last = { ...block, firstRow: 3186, endRow: 3240, intervals: [{ row: 3186, firstCol: 3240, lastCol: 3249 }] };
  expect(await check(block, next, last)).toEqual(["test: block 0", "test: block 1", "test: block 2"]);
});

test("a block may end early, have no pixels, and intervals that touch", async () => {
  const touching = [interval, { row: 1085, firstCol: 3010, lastCol: 3010 }];
  expect(
    await check({ ...block, endRow: 1086 }, { ...block, firstRow: 1134, endRow: 1188, intervals: [], count: 0 }),
  ).toHaveLength(2);
  expect(await check({ ...block, intervals: touching, count: 11 })).toHaveLength(1);
});

test.each<[string, unknown, typeof TypeError | typeof RangeError, string]>([
  ["null", null, TypeError, "expected a block with intervals, got null"],
  ["no intervals", { ...block, intervals: undefined }, TypeError, "expected a block with intervals, got object"],
  [
    "not aligned",
    { ...block, firstRow: 1081 },
    RangeError,
    "rows 1081 to 1134: expected up to 54 rows from a multiple of 54 on",
  ],
  ["before the grid", { ...block, firstRow: -54, endRow: 0 }, RangeError, "rows -54 to 0"],
  ["beyond the grid", { ...block, firstRow: 3240, endRow: 3294 }, RangeError, "rows 3240 to 3294"],
  ["too many rows", { ...block, endRow: 1135 }, RangeError, "rows 1080 to 1135"],
  ["no rows", { ...block, endRow: 1080 }, RangeError, "rows 1080 to 1080"],
  ["NaN", { ...block, firstRow: Number.NaN }, RangeError, "rows NaN to 1134"],
  [
    "another row",
    { ...block, intervals: [{ ...interval, row: 1134 }] },
    RangeError,
    "interval 0: row 1134: expected one from 1080 to 1133",
  ],
  [
    "rows out of order",
    { ...block, intervals: [interval, { ...interval, row: 1084 }] },
    RangeError,
    "interval 1: row 1084: expected one from 1085 to 1133",
  ],
  [
    "overlap",
    { ...block, intervals: [interval, { ...interval, firstCol: 3009 }] },
    RangeError,
    "interval 1: columns 3009 to 3009 of row 1085: expected some within 3010 to",
  ],
  [
    "west of the grid",
    { ...block, intervals: [{ ...interval, firstCol: 400 }] },
    RangeError,
    "interval 0: columns 400 to 3009 of row 1085: expected some within 425 to 6054",
  ],
  [
    "east of the grid",
    { ...block, intervals: [{ ...interval, lastCol: 6055 }] },
    RangeError,
    "interval 0: columns 3000 to 6055",
  ],
  [
    "backwards",
    { ...block, intervals: [{ ...interval, lastCol: 2999 }] },
    RangeError,
    "interval 0: columns 3000 to 2999",
  ],
  [
    "no number",
    { ...block, intervals: [{ ...interval, firstCol: undefined }] },
    RangeError,
    "interval 0: columns undefined to 3009",
  ],
  ["another count", { ...block, count: 11 }, RangeError, "expected the count 10 of its intervals, got 11"],
])("%s", async (_, wrong, type, message) => {
  await expect(check(wrong)).rejects.toThrow(type);
  await expect(check(wrong)).rejects.toThrow(`test: block 0: ${message}`);
});

test("out of order", async () => {
  await expect(check(block, block)).rejects.toThrow(/block 1: rows 1080 to 1134: .* not before 1134/);
});

test("no iterable is a TypeError", async () => {
  const blocks = checkedBlocks("test", null as never, grid, undefined);
  await expect(blocks.next()).rejects.toThrow(new TypeError("test: expected blocks to be iterable, got null"));
});

test("the signal is heard between blocks, and after the last", async () => {
  const controller = new AbortController();
  const blocks = checkedBlocks("test", [block], grid, controller.signal);
  expect((await blocks.next()).value?.block).toBe(block);
  // Set by a timer: there are turns in between.
  setTimeout(() => controller.abort(new Error("enough")));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(blocks.next()).rejects.toThrow("enough");
});

test("what makes the blocks is closed when reading them ends early", async () => {
  let closed = false;
  function* make(): Generator<SwathBlock> {
    try {
      yield block;
      yield block;
    } finally {
      closed = true;
    }
  }
  for await (const _ of checkedBlocks("test", make(), grid, undefined)) break;
  expect(closed).toBe(true);
});
