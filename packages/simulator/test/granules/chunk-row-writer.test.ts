import { expect, test } from "vitest";
import { ChunkRowWriter } from "../../src/granules/_chunk-row-writer.ts";
import { PendingWrites } from "../../src/granules/_pending-writes.ts";

/** Records chunks of 3 rows and 4 columns. */
function makeWriter(elements: number) {
  const chunks: [index: string, values: number[]][] = [];
  const pending = new PendingWrites();
  const target = {
    chunkShape: { rows: 3, cols: 4 },
    elements,
    makeChunk: (length: number) => new Uint8Array(length).fill(99),
    writeChunk: async (index: readonly number[], chunk: Uint8Array) => {
      chunks.push([index.join(), [...chunk]]);
    },
  };
  return { writer: new ChunkRowWriter<Uint8Array>(target, pending), pending, chunks };
}

test("a row of chunks is written when a later one begins, and at the end", async () => {
  const { writer, pending, chunks } = makeWriter(1);
  await writer.write([{ row: 2, firstCol: 3, lastCol: 4 }], Uint8Array.of(1, 2));
  expect(chunks).toEqual([]);
  // Two rows of the same chunks, and one beyond a row of chunks without pixels.
  const intervals = [
    { row: 2, firstCol: 6, lastCol: 6 },
    { row: 4, firstCol: 0, lastCol: 0 },
    { row: 9, firstCol: 1, lastCol: 1 },
  ];
  await writer.write(intervals, Uint8Array.of(3, 4, 5));
  await writer.finish();
  await pending.finish();
  expect(chunks).toEqual([
    ["0,0", [99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 1]],
    ["0,1", [99, 99, 99, 99, 99, 99, 99, 99, 2, 99, 3, 99]],
    ["1,0", [99, 99, 99, 99, 4, 99, 99, 99, 99, 99, 99, 99]],
    ["3,0", [99, 5, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99]],
  ]);
});

test("several elements of a pixel are one more axis", async () => {
  const { writer, pending, chunks } = makeWriter(2);
  await writer.write([{ row: 0, firstCol: 1, lastCol: 1 }], Uint8Array.of(7, 8));
  await writer.finish();
  await pending.finish();
  expect(chunks).toEqual([["0,0,0", [99, 99, 7, 8, ...new Array(20).fill(99)]]]);
});
