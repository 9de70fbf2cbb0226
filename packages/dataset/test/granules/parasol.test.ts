import { isColocateError } from "@atcs/colocate";
import { isHdfError } from "@atcs/hdf";
import { createHdf5, MemorySink } from "@atcs/hdf/write";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import type { Deviation } from "../../src/granules/deviations.ts";
import { FieldNotFoundError, isGranuleError } from "../../src/granules/errors.ts";
import { openParasolGranule, type ParasolGranule } from "../../src/granules/parasol.ts";
import { expectedGranules, granulePaths } from "../support/granules.ts";
import { packed, smallPolder } from "../support/small-polder.ts";

describe("the granule of the miniature scene", () => {
  let granule: ParasolGranule;
  beforeAll(async () => {
    granule = await openParasolGranule(granulePaths.parasol);
  });
  afterAll(() => granule.close());

  test("is as documented in everything", () => {
    expect(granule.deviations).toEqual([]);
    expect(granule.grid).toMatchObject({ rows: 3240, cols: 6480 });
    expect(granule.views).toBe(16);
    expect(granule.start).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 27, second: 40 });
    expect(granule.nameParts).toMatchObject({ product: "PARASOL_L1B", cycle: 80, orbit: 176 });
  });

  test("lists its fields", () => {
    expect(granule.fields()).toHaveLength(25);
    expect(granule.field("phi")).toMatchObject({
      name: "phi",
      group: "Data_Directional_Fields",
      path: "Data_Directional_Fields/phi",
      directional: true,
      views: 16,
      dtype: "uint16",
      units: "degrees",
      chunks: [54, 108, 16],
      scale: 6e-3,
      offset: 0,
      invalid: [65535, 65534],
    });
    expect(granule.field("Geolocation_Fields/Latitude")).toMatchObject({
      directional: false,
      views: 1,
      scale: 1e-7,
      invalid: [-2147483647, -2147483646],
    });
    expect(granule.hasField("Nviews")).toBe(true);
    expect(granule.hasField("I999P")).toBe(false);
  });

  test.each(expectedGranules().polder_pixels)("all fields of pixel $row, $col", async ({ row, col, values }) => {
    const box = { row, col, rows: 1, cols: 1 };
    expect(Object.keys(values)).toHaveLength(25);
    for (const [path, expected] of Object.entries(values)) {
      const { data } = await granule.readPhysical(path, box);
      const numbers = Array.isArray(expected) ? (expected as (number | null)[]) : [expected as number | null];
      expect(data, path).toHaveLength(numbers.length);
      for (const [view, value] of numbers.entries()) {
        if (value === null) expect(data[view], `${path} ${view}`).toBeNaN();
        else expect(Math.abs(data[view]! - value), `${path} ${view}`).toBeLessThanOrEqual(Math.abs(value) * 1e-7);
      }
    }
  });

  test("counts its views", async () => {
    const { swath_pixels, pixels_with_views } = expectedGranules().polder_counts;
    const boxes = [
      { row: 1134, col: 3400, rows: 135, cols: 320 },
      { row: 1269, col: 3400, rows: 135, cols: 320 },
    ];
    const counts = await granule.readViewCounts(boxes);
    expect(counts).toHaveLength(270 * 320);
    expect(counts.filter((count) => count > 0)).toHaveLength(pixels_with_views);
    expect(Math.max(...counts)).toBe(16);
    const { data } = await granule.readWindow("Nviews", boxes);
    expect(data.filter((count) => count !== 255)).toHaveLength(swath_pixels);
    const mask = await granule.readValidMask(boxes, { minViews: 15 });
    expect(mask.boxes).toEqual(boxes);
    expect([...mask.data]).toEqual([...counts].map((count) => (count >= 15 ? 1 : 0)));
  });

  test("boxes come one after the other, with their views", async () => {
    const west = { row: 1300, col: 3580, rows: 2, cols: 3 };
    const east = { row: 1290, col: 3600, rows: 3, cols: 1 };
    const both = await granule.readWindow("thetav", [west, east]);
    expect(both).toMatchObject({ pixels: 9, views: 16, boxes: [west, east] });
    expect(both.data).toBeInstanceOf(Uint16Array);
    const parts = [await granule.readWindow("thetav", west), await granule.readWindow("thetav", [east])];
    expect([...both.data]).toEqual(parts.flatMap(({ data }) => [...data]));
    const pixel = await granule.readWindow("thetav", { row: 1301, col: 3582, rows: 1, cols: 1 });
    expect([...both.data.subarray(5 * 16, 6 * 16)]).toEqual([...pixel.data]);
  });

  test("tells views from Nviews and radiances, never from angles", async () => {
    // 14 views; I670P is missing in all of them, and the angles of slots 14 and 15 are 0 without a flag.
    const box = { row: 1138, col: 3604, rows: 1, cols: 1 };
    const fourteen = [...new Array(14).fill(1), 0, 0];
    expect([...(await granule.readViewMask(box))]).toEqual(fourteen);
    expect([...(await granule.readViewMask(box, { radiances: ["I670P"] }))]).toEqual(fourteen);
    expect([...(await granule.readViewMask(box, { radiances: [] }))]).toEqual(fourteen);
    expect((await granule.readWindow("thetav", box)).data[14]).toBe(0);
    // In the swath without views, and outside.
    const none = [
      { row: 1152, col: 3458, rows: 1, cols: 1 },
      { row: 1200, col: 100, rows: 1, cols: 1 },
    ];
    expect([...(await granule.readViewMask(none))]).toEqual(new Array(32).fill(0));
    expect(granule.deviations).toEqual([]);
  });

  test("a valid pixel has 13 views unless another number is asked for", async () => {
    const boxes = [{ row: 1138, col: 3603, rows: 1, cols: 3 }];
    const counts = await granule.readViewCounts(boxes);
    const standard = await granule.readValidMask(boxes);
    expect([...standard.data]).toEqual([...counts].map((count) => (count >= 13 ? 1 : 0)));
    expect(standard.data).toContain(1);
    const all = await granule.readValidMask(boxes, { minViews: 16 });
    expect([...all.data]).toEqual([...counts].map((count) => (count === 16 ? 1 : 0)));
  });

  test("windows and fields are plain values: JSON holds them", async () => {
    const { data, field, ...window } = await granule.readWindow("I865P", { row: 1300, col: 3590, rows: 1, cols: 2 });
    expect(JSON.parse(JSON.stringify(window))).toEqual({
      name: "I865P",
      views: 16,
      scale: 1e-4,
      offset: 0,
      invalid: [32767, -32767],
      boxes: [{ row: 1300, col: 3590, rows: 1, cols: 2 }],
      pixels: 2,
    });
    expect(data).toBeInstanceOf(Int16Array);
    expect(JSON.parse(JSON.stringify(granule.fields()))).toHaveLength(25);
    expect(field.attributes).toMatchObject({ _FillValue: 32767, missing_value: -32767, scale_factor: 1e-4 });
  });

  test("a name that is not there is an error that lists those that are", async () => {
    await expect(granule.readWindow("I999P", { row: 0, col: 0, rows: 1, cols: 1 })).rejects.toThrow(FieldNotFoundError);
    expect(() => granule.field("I999P")).toThrow(
      /"I999P": there is no such field on the grid; the fields are .*Nviews/,
    );
    const box = { row: 0, col: 0, rows: 1, cols: 1 };
    await expect(granule.readViewMask(box, { radiances: ["Nviews"] })).rejects.toThrow("it is not directional");
  });

  test("boxes outside of the grid are a ShapeError, wrong options a RangeError", async () => {
    const error = await granule.readWindow("phi", { row: 3239, col: 0, rows: 2, cols: 1 }).catch((each) => each);
    expect(isColocateError(error, "COLOCATE_SHAPE")).toBe(true);
    const box = { row: 0, col: 0, rows: 1, cols: 1 };
    for (const minViews of [0, 17, 1.5, Number.NaN]) {
      await expect(granule.readValidMask(box, { minViews })).rejects.toThrow(RangeError);
    }
  });
});

test("memory is bounded by what is asked for, not by the field", async () => {
  await using granule = await openParasolGranule(granulePaths.parasol, { maxBytes: 2 ** 19 });
  const box = { row: 1250, col: 3500, rows: 100, cols: 100 };
  const { data } = await granule.readWindow("I865P", box);
  expect(data).toHaveLength(160_000);
  const error = await granule.readWindow("I865P", [box, box]).catch((each) => each);
  expect(isHdfError(error, "HDF_LIMIT")).toBe(true);
  expect(error.message).toMatch(/"Data_Directional_Fields\/I865P": the boxes hold 640000 bytes, the limit is 524288/);
});

test("arrays that are made of counts are bounded, too", async () => {
  const box = { row: 0, col: 0, rows: 36, cols: 72 };
  const pixels = 36 * 72;
  await using granule = await openParasolGranule(await smallPolder(), { maxBytes: 2 ** 16 });
  await expect(granule.readViewCounts(box)).resolves.toHaveLength(pixels);
  for (const read of [
    () => granule.readPhysical("thetas", box),
    () => granule.readViewMask(box, { radiances: ["I670P", "I865P"] }),
    () => granule.readViewMask([box, box], { radiances: [] }),
    () => granule.readValidMask(new Array(30).fill(box)),
  ]) {
    expect(isHdfError(await read().catch((each) => each), "HDF_LIMIT")).toBe(true);
  }
});

test("wrong arguments are errors of ours", async () => {
  await using granule = await openParasolGranule(await smallPolder());
  const box = { row: 0, col: 0, rows: 1, cols: 1 };
  expect(() => granule.field(undefined as never)).toThrow("the name of a field must be text, got undefined");
  await expect(granule.readWindow(undefined as never, box)).rejects.toThrow(TypeError);
  await expect(granule.readWindow("phi", undefined as never)).rejects.toThrow("box 0 is undefined: expected an object");
  const angle = granule.readViewMask(box, { radiances: ["phi"] });
  await expect(angle).rejects.toThrow('readViewMask: expected radiances such as I670P, got "phi"');
  await expect(granule.readViewMask(box, { radiances: ["Q490P"] })).resolves.toHaveLength(16);
});

test("an error lists some of many fields", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `field${i}`);
  const many = Object.fromEntries(names.map((name) => [name, { dtype: "uint8" } as const]));
  await using granule = await openParasolGranule(await smallPolder(many));
  expect(() => granule.field("nothing")).toThrow(/ and \d+ more$/);
});

test("only the chunks that a window touches are read", async () => {
  const sink = new MemorySink();
  const file = await createHdf5(sink);
  const options = { dtype: "int16", shape: [36, 72, 16], chunks: [12, 24, 16], deflate: 1 } as const;
  const dataset = file.createDataset("I670P", { ...options, attributes: packed(1e-4, 32767, -32767) });
  await dataset.writeChunk([1, 1, 0], new Int16Array(12 * 24 * 16).fill(5000));
  await dataset.writeEncodedChunk([1, 2, 0], Uint8Array.of(1, 2, 3, 4));
  await file.close();
  await using granule = await openParasolGranule(sink.bytes, { name: "damaged.h5" });
  const { data } = await granule.readPhysical("I670P", { row: 12, col: 24, rows: 12, cols: 24 });
  expect(new Set(data)).toEqual(new Set([0.5]));
  const error = await granule
    .readPhysical("I670P", { row: 12, col: 24, rows: 12, cols: 25 })
    .catch((each: unknown) => each);
  expect(isHdfError(error)).toBe(true);
});

describe("ending", () => {
  const box = { row: 0, col: 0, rows: 1, cols: 1 };

  test("an aborted signal ends opening and reading", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(openParasolGranule(granulePaths.parasol, { signal })).rejects.toBe(reason);
    await using granule = await openParasolGranule(await smallPolder());
    await expect(granule.readWindow("phi", box, { signal })).rejects.toBe(reason);
    await expect(granule.readPhysical("phi", box, { signal })).rejects.toBe(reason);
    await expect(granule.readViewCounts(box, { signal })).rejects.toBe(reason);
    await expect(granule.readViewMask(box, { signal })).rejects.toBe(reason);
    await expect(granule.readValidMask(box, { signal })).rejects.toBe(reason);
  });

  test("a closed granule cannot be read", async () => {
    const granule = await openParasolGranule(await smallPolder());
    await granule.close();
    await granule.close();
    const error = await granule.readWindow("phi", box).catch((each) => each);
    expect(isHdfError(error, "HDF_CLOSED")).toBe(true);
  });
});

describe("what is no such granule", () => {
  test.each(["cldclass", "sync"] as const)("%s", async (product) => {
    const error = await openParasolGranule(granulePaths[product]).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
    expect(error.message).toMatch(/none of its \d data sets of numbers is a POLDER field on a sinusoidal grid/);
  });

  test("files that are not HDF, or damaged, are errors of @atcs/hdf", async () => {
    const text = await openParasolGranule(new TextEncoder().encode("<html>404</html>")).catch((each) => each);
    expect(isHdfError(text, "HDF_NOT_HDF")).toBe(true);
    const half = (await smallPolder()).slice(0, 5000);
    expect(isHdfError(await openParasolGranule(half).catch((each) => each))).toBe(true);
    const missing = await openParasolGranule(fixturePath("granules/none.h5")).catch((each) => each);
    expect(isHdfError(missing, "HDF_IO")).toBe(true);
  });
});

/** The small granule differs from a real one in size. */
function withoutSize({ deviations }: ParasolGranule): Deviation[] {
  return deviations.filter(({ code }) => code !== "GRID_SIZE");
}

describe("views that are not as they should be", () => {
  const box = { row: 10, col: 30, rows: 1, cols: 3 };

  test("slots that are not packed are found by radiances", async () => {
    const count = (_row: number, col: number, view: number) => (view < (col === 31 ? 2 : 0) ? -32767 : 1000);
    const bytes = await smallPolder({ I865P: { count }, Nviews: { count: (_, col) => (col === 31 ? 14 : 16) } });
    await using granule = await openParasolGranule(bytes);
    const mask = await granule.readViewMask(box);
    expect([...mask.subarray(16, 32)]).toEqual([0, 0, ...new Array(14).fill(1)]);
    expect(withoutSize(granule)).toEqual([
      {
        code: "VIEWS_NOT_PACKED",
        where: "I865P",
        found: "1 pixels with a radiance beyond their number of views",
        assumed: "in these pixels, slots with a radiance hold a view",
        matters: true,
      },
    ]);
  });

  test("unused slots of radiances that hold a plain 0 do not become views", async () => {
    const count = (_row: number, _col: number, view: number) => (view < 14 ? 1000 : 0);
    await using granule = await openParasolGranule(await smallPolder({ I865P: { count } }));
    const mask = await granule.readViewMask(box);
    expect([...mask.subarray(0, 16)]).toEqual([...new Array(14).fill(1), 0, 0]);
    expect(withoutSize(granule)).toEqual([
      {
        code: "RADIANCE_BEYOND_VIEWS",
        where: "I865P",
        found: "3 pixels with radiances in more slots than they have views",
        assumed: "in these pixels, slots beyond the number of views hold none",
        matters: true,
      },
    ]);
  });

  test("fill, missing and impossible numbers of views are none", async () => {
    const values = [255, 254, 99];
    await using granule = await openParasolGranule(
      await smallPolder({ Nviews: { count: (_, col) => values[col - 30] ?? 14 } }),
    );
    expect([...(await granule.readViewCounts({ ...box, cols: 4 }))]).toEqual([0, 0, 0, 14]);
    expect(withoutSize(granule)).toMatchObject([
      { code: "VIEW_COUNT_RANGE", where: "Data_Fields/Nviews", matters: true },
    ]);
  });

  test("Nviews may be of any type", async () => {
    const attributes = packed(1, 32767, -32767);
    const count = (_row: number, col: number) => (col === 30 ? 32767 : col === 31 ? -32767 : 12);
    await using granule = await openParasolGranule(
      await smallPolder({ Nviews: { dtype: "int16", attributes, count } }),
    );
    expect([...(await granule.readViewCounts(box))]).toEqual([0, 0, 12]);
    expect(withoutSize(granule)).toEqual([]);
  });

  test("without Nviews nothing is known to be valid", async () => {
    await using granule = await openParasolGranule(await smallPolder({ Nviews: null }));
    expect(withoutSize(granule)).toMatchObject([{ code: "FIELD_MISSING", where: "Data_Fields/Nviews" }]);
    const error = await granule.readValidMask(box).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_NO_FIELD")).toBe(true);
  });

  test("Nviews for every view is no number of views", async () => {
    await using granule = await openParasolGranule(await smallPolder({ Nviews: { directional: true } }));
    const error = await granule.readViewCounts(box).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
    expect(error.message).toContain("(36, 72, 16): expected one number of views for each pixel");
  });

  test("without radiances Nviews alone tells", async () => {
    const names = ["I443NP", "I490P", "I565NP", "I670P", "I763NP", "I765NP", "I865P", "I910NP", "I1020NP"];
    await using granule = await openParasolGranule(
      await smallPolder(Object.fromEntries(names.map((name) => [name, null]))),
    );
    expect(granule.views).toBe(16);
    const mask = await granule.readViewMask({ ...box, cols: 1 });
    expect([...mask]).toEqual([...new Array(14).fill(1), 0, 0]);
  });
});
