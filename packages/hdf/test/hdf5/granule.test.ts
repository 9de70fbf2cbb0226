import { afterAll, beforeAll, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/open.ts";
import type { HdfFile } from "../../src/types.ts";

interface Pixel {
  readonly row: number;
  readonly col: number;
  /** Physical values; null where filled or missing. */
  readonly values: Record<string, number | null | (number | null)[]>;
}

const name = "granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5";
const pixels = fixtureJson<{ polder_pixels: Pixel[] }>("granules/expected.json").polder_pixels;

let file: HdfFile;
beforeAll(async () => {
  file = await open(fixturePath(name));
});
afterAll(() => file.close());

test("groups, shapes, types, chunks and filters", () => {
  expect(file.keys()).toEqual(["Data_Directional_Fields", "Data_Fields", "Geolocation_Fields"]);
  expect(file.datasets()).toHaveLength(25);
  expect(file.dataset("Data_Directional_Fields/I443NP")).toMatchObject({
    format: "hdf5",
    shape: [3240, 6480, 16],
    dtype: "int16",
    chunks: [54, 108, 16],
    fillValue: 32767,
    compression: [
      { name: "shuffle", parameters: { elementSize: 2 } },
      { name: "deflate", parameters: { level: 9 } },
    ],
  });
  expect(file.dataset("Data_Fields/Nviews").dtype).toBe("uint8");
  expect(file.dataset("Geolocation_Fields/Latitude", "int32").chunks).toEqual([54, 108]);
});

test("attributes keep their types", () => {
  expect(file.attributes.Title).toBe("Synthetic POLDER3 level 1B");
  const { attributes } = file.dataset("Data_Directional_Fields/I443NP");
  expect(attributes).toMatchObject({
    _FillValue: 32767n,
    missing_value: -32767n,
    scale_factor: 1e-4,
    add_offset: 0,
    Num_Fill: 335145600,
    units: "1",
  });
  const info = file
    .dataset("Data_Directional_Fields/I443NP")
    .attributeInfos()
    .find((i) => i.name === "_FillValue");
  expect(info).toEqual({ name: "_FillValue", dtype: "int64", shape: [], value: 32767n });
});

test.each(pixels)("the pixel at row $row, column $col", async ({ row, col, values }) => {
  expect(Object.keys(values).length).toBeGreaterThan(20);
  for (const [path, expected] of Object.entries(values)) {
    const dataset = file.dataset(path);
    const { scale_factor, add_offset, _FillValue, missing_value } = dataset.attributes;
    const invalid = [_FillValue, missing_value].map(Number);
    const counts = Array.from((await dataset.read([row, col])).data, Number);
    const physical = counts.map((count) =>
      invalid.includes(count) ? null : count * Number(scale_factor) + Number(add_offset),
    );
    for (const [k, value] of [expected].flat().entries()) {
      if (value === null) expect(physical[k], path).toBeNull();
      else expect(physical[k], path).toBeCloseTo(value, 9);
    }
    expect(physical, path).toHaveLength([expected].flat().length);
  }
});

test("a window is the same from the cache, and from a whole strip", async () => {
  const dataset = file.dataset("Data_Directional_Fields/I443NP", "int16");
  const first = await dataset.read([
    [1300, 1400],
    [3550, 3650],
  ]);
  const again = await dataset.read([
    [1300, 1400],
    [3550, 3650],
  ]);
  expect(again.data).toEqual(first.data);
  expect(first.data.some((count) => count !== 32767)).toBe(true);
  // 21 MB: in slabs, not through the cache of chunks.
  const strip = await dataset.read([[1300, 1400]]);
  for (const row of [0, 50, 99]) {
    const part = strip.data.subarray((row * 6480 + 3550) * 16, (row * 6480 + 3650) * 16);
    expect(part).toEqual(first.data.subarray(row * 1600, (row + 1) * 1600));
  }
});

test("a long read can be aborted, and ends with the file", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const aborted = file.dataset("Geolocation_Fields/Latitude").read([], { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 1);
  await expect(aborted).rejects.toBe(reason);
  const other = await open(fixturePath(name));
  const closed = other.dataset("Geolocation_Fields/Latitude").read();
  setTimeout(() => void other.close(), 1);
  await expect(closed).rejects.toMatchObject({ code: "HDF_CLOSED" });
});
