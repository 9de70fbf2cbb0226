import { expect, test } from "vitest";
import { countIn, placesIn, type Range } from "../../src/zarr/box.ts";

const list = (box: readonly Range[], chunkShape: readonly number[]) => [...placesIn(box, chunkShape)];

test("the chunks that have a part in a box, the last axis first", () => {
  const box: Range[] = [
    [3, 7],
    [0, 1],
    [5, 9],
  ];
  expect(list(box, [4, 5, 4])).toEqual([
    [0, 0, 1],
    [0, 0, 2],
    [1, 0, 1],
    [1, 0, 2],
  ]);
  expect(countIn(box, [4, 5, 4])).toBe(4);
  expect(list([[4, 8]], [4])).toEqual([[1]]);
});

test("an empty box has none", () => {
  const box: Range[] = [
    [0, 3],
    [2, 2],
  ];
  expect(list(box, [1, 1])).toEqual([]);
  expect(countIn(box, [1, 1])).toBe(0);
});

test("there may be more than memory could hold", () => {
  const box: Range[] = [
    [1, 2 ** 30],
    [0, 2 ** 20],
  ];
  expect(countIn(box, [1, 1])).toBe((2 ** 30 - 1) * 2 ** 20);
  const places = placesIn(box, [1, 1]);
  expect([places.next().value, places.next().value]).toEqual([
    [1, 0],
    [1, 1],
  ]);
});
