import { describe, expect, it } from "vitest";
import { fixtureBytes } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/open.ts";
import { CountingSource } from "../support/counting-source.ts";
import { dfsdElements, makeHdf4, record } from "../support/hdf4-bytes.ts";

const block = 2 ** 16;

/** 2000 x 1000 elements of int32 without a byte to spare: 8 MB. */
function largeFile(): Uint8Array {
  const data = new Uint8Array(8_000_000);
  const view = new DataView(data.buffer);
  for (let i = 0; i < 2_000_000; i++) view.setInt32(4 * i, i);
  return makeHdf4(dfsdElements([2000, 1000], 24, { tag: 702, ref: 1, bytes: data }));
}

/** The same in chunks of 100 x 100, as if the SD interface had stored it. */
function chunkedFile(): Uint8Array {
  const table: Uint8Array[] = [];
  const chunks = Array.from({ length: 200 }, (_, number) => {
    const row = Math.floor(number / 10);
    const column = number % 10;
    table.push(record([4, row], [4, column], [2, 61], [2, number + 1]));
    const bytes = new Uint8Array(40_000);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < 10_000; i++) {
      view.setInt32(4 * i, (row * 100 + Math.floor(i / 100)) * 1000 + column * 100 + (i % 100));
    }
    return { tag: 61, ref: number + 1, bytes };
  });
  const axis = (length: number): [4, number][] => [
    [4, 1],
    [4, length],
    [4, 100],
  ];
  const header = record(
    ...([
      [2, 5],
      [4, 61],
      [1, 0],
      [4, 0],
      [4, 2_000_000],
      [4, 10_000],
      [4, 4],
      [2, 1962],
      [2, 9],
    ] as [1 | 2 | 4, number][]),
    ...([
      [2, 0],
      [2, 0],
      [4, 2],
    ] as [2 | 4, number][]),
    ...axis(2000),
    ...axis(1000),
    [4, 4],
    [4, -1],
  );
  const field = (values: readonly number[]): [2, number][] => values.map((value) => [2, value]);
  const vdata = record(
    [2, 0],
    [4, 200],
    [2, 12],
    [2, 3],
    ...field([24, 23, 23]),
    ...field([8, 2, 2]),
    ...field([0, 8, 10]),
    ...field([2, 1, 1]),
    [2, 6],
    "origin",
    [2, 7],
    "chk_tag",
    [2, 7],
    "chk_ref",
    [2, 0],
    [2, 13],
    "_HDF_CHK_TBL_",
    [2, 0],
    [2, 0],
    [2, 3],
    [2, 0],
    [1, 0],
  ); // biome-format
  const records = new Uint8Array(200 * 12);
  for (const [i, row] of table.entries()) records.set(row, 12 * i);
  return makeHdf4([
    ...dfsdElements([2000, 1000], 24, { tag: 702 | 0x4000, ref: 1, bytes: header }),
    { tag: 1962, ref: 9, bytes: vdata },
    { tag: 1963, ref: 9, bytes: records },
    ...chunks,
  ]);
}

const expectedWindow = Array.from({ length: 100 }, (_, i) => (1234 + Math.floor(i / 10)) * 1000 + 560 + (i % 10));

describe("laziness", () => {
  it("opens a large file without reading its data", async () => {
    const source = new CountingSource(largeFile());
    await using file = await open(source);
    expect(file.datasets().map(({ shape }) => shape)).toContainEqual([2000, 1000]);
    expect(source.bytesRead).toBeLessThan(2 * block);
  });

  it("reads a window of contiguous data in proportion", async () => {
    const source = new CountingSource(largeFile());
    await using file = await open(source);
    source.reset();
    const window = await file.dataset("Data-Set-1").read([
      [1234, 1244],
      [560, 570],
    ]);
    expect([...(window.data as Int32Array)]).toEqual(expectedWindow);
    expect(source.bytesRead).toBeLessThanOrEqual(2 * block);
    expect(source.reads).toBeLessThanOrEqual(2);
  });

  it("reads rows that are far apart one by one", async () => {
    const source = new CountingSource(largeFile());
    await using file = await open(source);
    source.reset();
    const rows = await file.dataset("Data-Set-1").read([[0, 2000, 500], 7]);
    expect([...(rows.data as Int32Array)]).toEqual([7, 500_007, 1_000_007, 1_500_007]);
    expect(source.bytesRead).toBeLessThanOrEqual(4 * block);
  });

  it("reads all of it with few reads", async () => {
    const source = new CountingSource(largeFile());
    await using file = await open(source);
    source.reset();
    const whole = await file.dataset("Data-Set-1", "int32").read();
    expect(whole.data.every((value, i) => value === i)).toBe(true);
    expect(source.bytesRead).toBe(8_000_000);
    expect(source.reads).toBeLessThanOrEqual(4);
  });

  it("reads only the chunks of a window", async () => {
    const source = new CountingSource(chunkedFile());
    await using file = await open(source);
    expect(source.bytesRead).toBeLessThan(2 * block);
    const dataset = file.dataset("Data-Set-1");
    expect(dataset.chunks).toEqual([100, 100]);
    source.reset();
    const window = await dataset.read([
      [1234, 1244],
      [560, 570],
    ]);
    expect([...(window.data as Int32Array)]).toEqual(expectedWindow);
    expect(source.bytesRead).toBeLessThanOrEqual(3 * block);
  });

  it("reads all chunks with few reads", async () => {
    const source = new CountingSource(chunkedFile());
    await using file = await open(source);
    source.reset();
    const whole = await file.dataset("Data-Set-1", "int32").read();
    expect(whole.data.every((value, i) => value === i)).toBe(true);
    expect(source.bytesRead).toBeLessThan(8_000_000 + 2 * block);
    expect(source.reads).toBeLessThanOrEqual(8);
  });

  it("decodes the chunks of neighbouring windows once", async () => {
    const source = new CountingSource(fixtureBytes("hdf4/features/chunked_deflate.hdf"));
    await using file = await open(source);
    const dataset = file.datasets().find(({ shape }) => shape.length === 2)!;
    await dataset.read([0]);
    source.reset();
    await dataset.read([1]);
    expect(source.reads).toBe(0);
  });
});
