import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openParasolGranule } from "@atcs/dataset/granules";
import { type HdfFile, isHdfError, open } from "@atcs/hdf";
import { MemorySink } from "@atcs/hdf/write";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ParasolContent, writeParasol } from "../../src/granules/parasol.ts";
import { parasolFields } from "../../src/granules/parasol-fields.ts";
import type { PixelBlock } from "../../src/granules/types.ts";
import { acquisition, countAt, intervals, pixelBlocks, pixels, viewCount } from "./_blocks.ts";

const name = "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5";
const cells = 3240 * 6480;

async function granuleBytes(content: Partial<ParasolContent> = {}): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new MemorySink();
  await writeParasol(sink, { ...acquisition, blocks: pixelBlocks(), ...content });
  return sink.bytes;
}

let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  bytes = await granuleBytes();
});

describe("a granule", () => {
  test("is read without deviations", async () => {
    await using granule = await openParasolGranule(bytes, { name });
    expect(granule.deviations).toEqual([]);
    expect(granule.start).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 34, second: 54 });
    expect(granule.end).toEqual({ year: 2008, month: 6, day: 3, hour: 2, minute: 24, second: 20 });
    expect(granule.views).toBe(16);
    expect(granule.fields().map((field) => field.name)).toEqual([...parasolFields.keys()]);
  });

  test.each(["I443NP", "phi", "CCD_row", "delta_thetav.sinphi", "Nviews", "phis", "Longitude", "Quality_Flags_01"])(
    "every count of %s is where it belongs, also beside the antimeridian",
    async (fieldName) => {
      await using granule = await openParasolGranule(bytes, { name });
      const field = parasolFields.get(fieldName)!;
      const views = field.directional ? 16 : 1;
      const boxes = intervals.map(({ row, firstCol, lastCol }) => ({
        row,
        col: firstCol,
        rows: 1,
        cols: lastCol - firstCol + 1,
      }));
      const { data } = await granule.readWindow(fieldName, boxes);
      expect([...data]).toEqual(
        Array.from({ length: pixels * views }, (_, i) => countAt(field, Math.floor(i / views), i % views)),
      );
    },
  );

  test("has the fill value around the swath, in chunks that are stored and in others", async () => {
    await using granule = await openParasolGranule(bytes, { name });
    const boxes = [
      { row: 1085, col: 3236, rows: 1, cols: 8 },
      { row: 1086, col: 3244, rows: 2, cols: 1 },
      { row: 1150, col: 3236, rows: 2, cols: 8 },
      { row: 0, col: 0, rows: 1, cols: 1 },
      { row: 3239, col: 6479, rows: 1, cols: 1 },
    ];
    for (const fieldName of ["I443NP", "thetav", "delta_thetav.sinphi", "Latitude", "cloud_indicator"]) {
      const { data } = await granule.readWindow(fieldName, boxes);
      expect(new Set(data), fieldName).toEqual(new Set([parasolFields.get(fieldName)!.fill]));
    }
  });

  test("tells its views", async () => {
    await using granule = await openParasolGranule(bytes, { name });
    const box = { row: 1086, col: 3236, rows: 1, cols: 1 };
    expect([...(await granule.readViewCounts(box))]).toEqual([viewCount]);
    expect([...(await granule.readViewMask(box))].join("")).toBe("1111111111111100");
    expect(granule.deviations).toEqual([]);
  });
});

describe("attributes", () => {
  let file: HdfFile;
  beforeAll(async () => {
    file = await open(bytes);
  });
  afterAll(() => file.close());

  test("of the file", () => {
    expect(file.attributes).toEqual({
      Title: "Simulated POLDER-3 level 1B",
      Beginning_Acquisition_Date: "2008-06-03T01-34-54Z",
      Ending_Acquisition_Date: "2008-06-03T02-24-20Z",
      Product_Version: "V1-01",
    });
  });

  test("of a radiance, in the order of the products' description", () => {
    const infos = file.dataset("Data_Directional_Fields/I443NP").attributeInfos();
    const counts = Array.from({ length: pixels * viewCount }, (_, i) => {
      const count = countAt(parasolFields.get("I443NP")!, Math.floor(i / viewCount), i % viewCount);
      return count;
    }).filter((count) => count !== -32767);
    const missing = pixels * 16 - counts.length;
    expect(infos.map((info) => [info.name, info.dtype, info.shape, info.value])).toEqual([
      ["_FillValue", "int64", [], 32767n],
      ["missing_value", "int64", [], -32767n],
      ["scale_factor", "float64", [], 1e-4],
      ["scale_factor_err", "float64", [], 0],
      ["add_offset", "float64", [], 0],
      ["add_offset_err", "float64", [], 0],
      ["long_name", "string", [], "Normalised radiance at 443 nm, without polariser"],
      ["units", "string", [], "1"],
      ["scaling_equation", "string", [], "physical = scale_factor * count + add_offset"],
      ["Num_Fill", "int32", [], 16 * (cells - pixels)],
      ["Num_missing_value", "int32", [], missing],
      ["Num_Valid", "int32", [], counts.length],
      ["actual_range", "float64", [2], Float64Array.of(1e-4 * Math.min(...counts), 1e-4 * Math.max(...counts))],
      ["DIMENSION_LABELS", "string", [3], ["row", "column", "view_direction"]],
    ]);
  });

  test("the zeros of angles without a view count as values", () => {
    const { attributes } = file.dataset("Data_Directional_Fields/thetav");
    expect([attributes.Num_Fill, attributes.Num_missing_value, attributes.Num_Valid]).toEqual([
      16 * (cells - pixels),
      0,
      16 * pixels,
    ]);
    expect((attributes.actual_range as Float64Array)[0]).toBe(0);
  });

  test("of fields without views, and totals of all", () => {
    expect(file.dataset("Geolocation_Fields/Latitude").attributes).toMatchObject({
      _FillValue: -2147483647n,
      missing_value: -2147483646n,
      units: "degrees_north",
      DIMENSION_LABELS: ["row", "column"],
    });
    for (const { group, name: field, directional } of parasolFields.values()) {
      const { Num_Fill, Num_missing_value, Num_Valid } = file.dataset(`${group}/${field}`).attributes;
      expect(Number(Num_Fill) + Number(Num_missing_value) + Number(Num_Valid)).toBe(cells * (directional ? 16 : 1));
    }
  });
});

describe("data sets", () => {
  test("are chunked, shuffled and deflated, with the fill value of HDF5", async () => {
    await using file = await open(bytes);
    for (const { group, name: field, dtype, directional, fill } of parasolFields.values()) {
      const dataset = file.dataset(`${group}/${field}`);
      const views = directional ? [16] : [];
      expect(dataset).toMatchObject({
        dtype,
        fillValue: fill,
        shape: [3240, 6480, ...views],
        chunks: [54, 108, ...views],
      });
      expect(dataset.compression.map(({ name: filter }) => filter)).toEqual(["shuffle", "deflate"]);
    }
  });

  test("without any pixel have no value", async () => {
    await using file = await open(await granuleBytes({ blocks: [] }));
    const { attributes } = file.dataset("Data_Fields/Nviews");
    expect([attributes.Num_Fill, attributes.Num_Valid, attributes.actual_range]).toEqual([
      cells,
      0,
      Float64Array.of(Number.NaN, Number.NaN),
    ]);
  });
});

test("the same content gives the same bytes", async () => {
  expect(Buffer.compare(await granuleBytes(), bytes)).toBe(0);
});

test("blocks may come at any pace, and are counted", async () => {
  const seen: number[] = [];
  function* slowly(): Generator<PixelBlock> {
    for (const block of pixelBlocks()) {
      const end = performance.now() + 20;
      while (performance.now() < end);
      yield block;
    }
  }
  const slow = await granuleBytes({ blocks: slowly(), onBlock: (done) => seen.push(done) });
  expect(seen).toEqual([1, 2]);
  expect(Buffer.compare(slow, bytes)).toBe(0);
});

describe("what is wrong is told", () => {
  const [block] = pixelBlocks() as [PixelBlock];
  const withField = (field: string, counts: unknown): PixelBlock => ({
    ...block,
    fields: new Map([...block.fields, [field, counts as Int16Array]]),
  });

  test.each<[string, Partial<ParasolContent>, typeof TypeError | typeof RangeError, RegExp]>([
    ["no blocks", { blocks: null as never }, TypeError, /writeParasol: expected blocks to be iterable/],
    ["order", { blocks: [block, block] }, RangeError, /block 1: rows 1080 to 1134/],
    [
      "a type",
      { blocks: [withField("I670P", new Float32Array(1))] },
      TypeError,
      /block 0: field "I670P": expected counts of type int16/,
    ],
    ["no field", { blocks: [withField("phi", undefined)] }, TypeError, /field "phi": expected counts of type uint16/],
    [
      "a length",
      { blocks: [withField("phis", new Int16Array(3))] },
      RangeError,
      new RegExp(`field "phis": expected ${block.count} counts, got 3`),
    ],
    [
      "views",
      { blocks: [withField("Q490P", new Int16Array(block.count))] },
      RangeError,
      new RegExp(`expected ${block.count * 16} counts`),
    ],
    ["times", { endTai93: 0 }, RangeError, /expected beginTai93 and endTai93 in this order, got 486610500 and 0/],
    ["no time", { beginTai93: Number.NaN }, RangeError, /got NaN and/],
  ])("%s", async (_, content, type, message) => {
    await expect(granuleBytes(content)).rejects.toThrow(type);
    await expect(granuleBytes(content)).rejects.toThrow(message);
  });
});

describe("nothing is left", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "atcs-parasol-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("when it is aborted", async () => {
    const controller = new AbortController();
    const content = { ...acquisition, blocks: pixelBlocks(), signal: controller.signal };
    const onBlock = (): void => controller.abort(new Error("enough"));
    await expect(writeParasol(join(folder, name), { ...content, onBlock })).rejects.toThrow("enough");
    expect(readdirSync(folder)).toEqual([]);
    // Before it begins.
    await expect(writeParasol(join(folder, name), content)).rejects.toThrow("enough");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when the scene fails", async () => {
    function* failing(): Generator<PixelBlock> {
      yield* pixelBlocks().slice(0, 1);
      throw new Error("no more");
    }
    await expect(writeParasol(join(folder, name), { ...acquisition, blocks: failing() })).rejects.toThrow("no more");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when the target fails, whose error is told", async () => {
    let aborted = 0;
    const target = {
      write: () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" })),
      finish: () => {},
      abort: () => {
        aborted++;
      },
    };
    const error = await writeParasol(target, { ...acquisition, blocks: pixelBlocks() }).catch((reason) => reason);
    expect(isHdfError(error, "HDF_IO")).toBe(true);
    expect(error.message).toMatch(/no space left/);
    expect(aborted).toBe(1);
  });
});
