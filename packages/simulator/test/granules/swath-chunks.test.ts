import { expect, test } from "vitest";
import { chunksOf, fillChunk } from "../../src/granules/_swath-chunks.ts";

const shape = { rows: 4, cols: 10 };

test("intervals are cut where chunks end, and share their chunks", () => {
  const intervals = [
    { row: 9, firstCol: 8, lastCol: 30 },
    { row: 10, firstCol: 0, lastCol: 1 },
    { row: 10, firstCol: 9, lastCol: 9 },
  ];
  expect(chunksOf(intervals, shape)).toEqual([
    {
      chunkCol: 0,
      runs: [
        { target: 18, source: 0, length: 2 },
        { target: 20, source: 23, length: 2 },
        { target: 29, source: 25, length: 1 },
      ],
    },
    { chunkCol: 1, runs: [{ target: 10, source: 2, length: 10 }] },
    { chunkCol: 2, runs: [{ target: 10, source: 12, length: 10 }] },
    { chunkCol: 3, runs: [{ target: 10, source: 22, length: 1 }] },
  ]);
});

test("chunks come from west to east, whatever comes first, and pixels may be counted from a later one", () => {
  const intervals = [
    { row: 0, firstCol: 25, lastCol: 25 },
    { row: 1, firstCol: 3, lastCol: 3 },
  ];
  expect(chunksOf(intervals, shape, 100)).toEqual([
    { chunkCol: 0, runs: [{ target: 13, source: 101, length: 1 }] },
    { chunkCol: 2, runs: [{ target: 5, source: 100, length: 1 }] },
  ]);
  expect(chunksOf([], shape)).toEqual([]);
});

test("fillChunk copies all elements of the pixels", () => {
  const chunk = new Int16Array(12).fill(-1);
  const runs = [
    { target: 4, source: 0, length: 2 },
    { target: 1, source: 2, length: 1 },
  ];
  fillChunk(chunk, runs, Int16Array.of(1, 2, 3, 4, 5, 6), 2);
  expect([...chunk]).toEqual([-1, -1, 5, 6, -1, -1, -1, -1, 1, 2, 3, 4]);
});
