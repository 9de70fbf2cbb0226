import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "@atcs/hdf";
import { MemorySink } from "@atcs/hdf/write";
import { beforeAll, describe, expect, test } from "vitest";
import { truthHeights } from "../../src/granules/height-bins.ts";
import { type TruthContent, writeTruth } from "../../src/granules/truth.ts";
import type { TruthBlock } from "../../src/granules/types.ts";
import { acquisition, grid, intervals, pixels, places, truthBlocks, typeAt } from "./_blocks.ts";

const swath = { ...acquisition, grid, intervals, heights: truthHeights };

async function truthBytes(content: Partial<TruthContent> = {}): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new MemorySink();
  await writeTruth(sink, { ...swath, blocks: truthBlocks(), ...content });
  return sink.bytes;
}

let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  bytes = await truthBytes();
});

test("every pixel has its types at its row and column, everything else is fill", async () => {
  await using file = await open(bytes);
  const rows = (await file.dataset("row").read()).data as Int32Array;
  const columns = (await file.dataset("column").read()).data as Int32Array;
  expect([rows[0], rows.at(-1), rows.length]).toEqual([1086, 1190, 105]);
  // Both ends of the grid.
  expect([columns[0], columns.at(-1)]).toEqual([grid.firstCol(1190), grid.lastCol(1190)]);

  const { data, shape } = await file.dataset("cloud_type").read();
  expect(shape).toEqual([105, columns.length, 125]);
  const expected = new Uint8Array(data.length).fill(255);
  places.forEach(([row, col], pixel) => {
    const at = ((row - 1086) * columns.length + columns.indexOf(col)) * 125;
    for (let bin = 0; bin < 125; bin++) expected[at + bin] = typeAt(pixel, bin);
  });
  expect(Buffer.compare(data as Uint8Array, expected)).toBe(0);
});

test("coordinates", async () => {
  await using file = await open(bytes);
  const columns = (await file.dataset("column").read()).data as Int32Array;
  expect((await file.dataset("height").read()).data).toEqual(Int16Array.from(truthHeights));
  const { data: lat } = await file.dataset("latitude").read();
  expect(lat).toEqual(Float64Array.from({ length: 105 }, (_, i) => grid.latitude(1086 + i)));
  const { data: lon } = await file.dataset("longitude").read();
  expect((lon as Float32Array).filter((value) => !Number.isNaN(value))).toHaveLength(pixels);
  for (const [row, col] of places) {
    expect(lon[(row - 1086) * columns.length + columns.indexOf(col)]).toBe(Math.fround(grid.longitude(row, col)));
  }
});

test("attributes and axes", async () => {
  await using file = await open(bytes);
  expect(file.attributes).toMatchObject({
    Conventions: "CF-1.8",
    Beginning_Acquisition_Date: "2008-06-03T01-34-54Z",
    Ending_Acquisition_Date: "2008-06-03T02-24-20Z",
  });
  const types = file.dataset("cloud_type");
  expect(types.dimensions.map(({ name }) => name)).toEqual(["row", "column", "height"]);
  expect(types.chunks).toEqual([54, Math.min(types.shape[1]!, 108), 125]);
  expect(types.attributes.flag_values).toEqual(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
  expect(types.attributes.flag_meanings).toBe(
    "no_cloud cirrus altostratus altocumulus stratus stratocumulus cumulus nimbostratus deep_convection",
  );
  expect(file.dataset("height").attributes).toMatchObject({ units: "m", positive: "up" });
});

test("a swath of more columns than a chunk, in blocks whose rows end within chunks", async () => {
  const wide = [1100, 1130, 1133, 1134, 1160, 1188].map((row) => ({ row, firstCol: 3000, lastCol: 3249 }));
  const types = (count: number, first: number) => Uint8Array.from({ length: count * 125 }, (_, i) => (first + i) % 9);
  const blocks: TruthBlock[] = [
    { firstRow: 1080, endRow: 1134, intervals: wide.slice(0, 3), count: 750, types: types(750, 0) },
    { firstRow: 1134, endRow: 1188, intervals: wide.slice(3, 5), count: 500, types: types(500, 1) },
    { firstRow: 1188, endRow: 1242, intervals: wide.slice(5), count: 250, types: types(250, 2) },
  ];
  await using file = await open(await truthBytes({ intervals: wide, blocks }));
  const dataset = file.dataset("cloud_type");
  expect([dataset.shape, dataset.chunks]).toEqual([
    [89, 250, 125],
    [54, 108, 125],
  ]);
  for (const { intervals: own, types: expected } of blocks) {
    for (const [i, { row }] of own.entries()) {
      const { data } = await dataset.read([row - 1100]);
      expect(Buffer.compare(data as Uint8Array, expected.subarray(i * 250 * 125, (i + 1) * 250 * 125))).toBe(0);
    }
  }
  expect(new Set((await dataset.read([1])).data as Uint8Array)).toEqual(new Set([255]));
});

test("the same content gives the same bytes", async () => {
  expect(Buffer.compare(await truthBytes(), bytes)).toBe(0);
});

describe("what is wrong is told", () => {
  const [first, second] = truthBlocks() as [TruthBlock, TruthBlock];
  const shifted = {
    ...second,
    intervals: second.intervals.map((interval, i) => (i === 1 ? { ...interval, lastCol: 3242 } : interval)),
    count: second.count - 1,
  };

  test.each<[string, Partial<TruthContent>, typeof TypeError | typeof RangeError, RegExp]>([
    ["no pixels", { intervals: [], blocks: [] }, RangeError, /writeTruth: the swath has no pixel/],
    ["too few blocks", { blocks: [first] }, RangeError, /writeTruth: the blocks end before interval 9 of the swath/],
    [
      "too many blocks",
      { intervals: intervals.slice(0, 9) },
      RangeError,
      /block 1: interval 0 is not the interval 9 of the swath/,
    ],
    ["another interval", { blocks: [first, shifted] }, RangeError, /block 1: interval 1 is not the interval 10/],
    ["order", { blocks: [first, first] }, RangeError, /block 1: rows 1080 to 1134/],
    [
      "types",
      { blocks: [{ ...first, types: new Uint8Array(5) }] },
      RangeError,
      /block 0: expected types to be a Uint8Array of \d+ x 125 types/,
    ],
    [
      "kind of types",
      { blocks: [{ ...first, types: new Int16Array(first.count * 125) as never }] },
      RangeError,
      /Uint8Array/,
    ],
    [
      "heights that do not fall",
      { heights: new Int16Array(125) },
      RangeError,
      /writeTruth: height 1: expected whole metres within 32767, from the top down, got 0/,
    ],
    ["heights", { heights: new Int16Array(3) }, RangeError, /writeTruth: expected heights of 125 bins, got 3/],
    [
      "heights in parts of metres",
      { heights: truthHeights.map((height) => height + 0.5) },
      RangeError,
      /writeTruth: height 0: expected whole metres within 32767, from the top down, got 24900.5/,
    ],
    ["times", { endTai93: 1 }, RangeError, /writeTruth: expected beginTai93 and endTai93/],
  ])("%s", async (_, content, type, message) => {
    await expect(truthBytes(content)).rejects.toThrow(type);
    await expect(truthBytes(content)).rejects.toThrow(message);
  });
});

test("nothing is left when it is aborted", async () => {
  const folder = mkdtempSync(join(tmpdir(), "atcs-truth-"));
  try {
    const controller = new AbortController();
    function* aborting(): Generator<TruthBlock> {
      for (const block of truthBlocks()) {
        yield block;
        controller.abort(new Error("enough"));
      }
    }
    const content = { ...swath, blocks: aborting(), signal: controller.signal };
    await expect(writeTruth(join(folder, "truth.h5"), content)).rejects.toThrow("enough");
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
