import { DamagedFileError, type HdfFile, open } from "@atcs/hdf";
import { createHdf5, MemorySink } from "@atcs/hdf/write";
import { describe, expect, test } from "vitest";
import { findFields } from "../../src/granules/_find-fields.ts";
import { DeviationLog } from "../../src/granules/deviations.ts";
import { isGranuleError } from "../../src/granules/errors.ts";
import { openParasolGranule } from "../../src/granules/parasol.ts";
import { packed, smallCols, smallPolder, smallRows } from "../support/small-polder.ts";

const box = { row: 10, col: 30, rows: 2, cols: 2 };

test("a complete small granule has no deviation but its size", async () => {
  await using granule = await openParasolGranule(await smallPolder());
  // 36 rows are a grid of their own; everything else is as documented.
  expect(granule.deviations).toEqual([
    {
      code: "GRID_SIZE",
      where: "grid",
      found: "36 rows and 72 columns, documented are 3240 and 6480",
      assumed: "the same grid with 0.2 rows per degree",
      matters: true,
    },
  ]);
  expect(granule.grid).toMatchObject({ rows: 36, cols: 72 });
  expect((await granule.readPhysical("I670P", box)).data[0]).toBeCloseTo(0.1, 7);
});

describe("fields are found by their names", () => {
  test("cloud_indicator in the other group", async () => {
    const bytes = await smallPolder({ cloud_indicator: { group: "Geolocation_Fields", count: () => 100 } });
    await using granule = await openParasolGranule(bytes);
    expect(granule.field("cloud_indicator").group).toBe("Geolocation_Fields");
    expect([...(await granule.readPhysical("Data_Fields/cloud_indicator", box)).data]).toEqual([100, 100, 100, 100]);
    expect(granule.deviations).toMatchObject([
      { code: "GRID_SIZE" },
      { code: "FIELD_GROUP", where: "Geolocation_Fields/cloud_indicator", matters: false },
    ]);
  });

  test("thetas with one value for all views", async () => {
    await using granule = await openParasolGranule(
      await smallPolder({ thetas: { directional: false, count: () => 20000 } }),
    );
    const window = await granule.readPhysical("thetas", box);
    expect(window).toMatchObject({ pixels: 4, views: 1 });
    expect([...window.data].map((value) => value.toFixed(3))).toEqual(["30.000", "30.000", "30.000", "30.000"]);
    expect(granule.deviations).toContainEqual(
      expect.objectContaining({ code: "FIELD_DIRECTIONAL", where: "Data_Directional_Fields/thetas", matters: true }),
    );
  });

  test("a last axis of one view is none", async () => {
    const shape = [smallRows, smallCols, 1];
    await using granule = await openParasolGranule(await smallPolder({ Nviews: { shape } }));
    expect(granule.field("Nviews").directional).toBe(false);
    expect([...(await granule.readViewCounts(box))]).toEqual([14, 14, 14, 14]);
  });

  test("names with a dot, quality flags, and fields nobody documented", async () => {
    const bytes = await smallPolder({
      "delta_thetav.sinphi": {
        group: "Data_Directional_Fields",
        directional: true,
        dtype: "int8",
        count: () => -100,
        attributes: packed(1.6e-3, 127, -127),
      },
      Quality_Flags_01: {
        group: "Quality_Flags_Directional_Fields",
        directional: true,
        dtype: "uint8",
        attributes: packed(1, 255, 254),
      },
      somethingNew: { group: "Other/Deep", dtype: "float32", count: () => 2.5, attributes: {} },
    });
    await using granule = await openParasolGranule(bytes);
    expect((await granule.readPhysical("delta_thetav.sinphi", box)).data[0]).toBeCloseTo(-0.16, 6);
    expect(granule.field("Quality_Flags_01").invalid).toEqual([255, 254]);
    expect(granule.field("somethingNew")).toMatchObject({ group: "Other/Deep", scale: 1, invalid: [] });
    expect((await granule.readPhysical("somethingNew", box)).data[3]).toBe(2.5);
    expect(granule.deviations.map(({ code }) => code)).toEqual(["GRID_SIZE"]);
  });

  test("fields in no group at all", async () => {
    await using granule = await openParasolGranule(await smallPolder({ Nviews: { group: "" } }));
    expect(granule.field("Nviews").path).toBe("Nviews");
    expect(granule.deviations).toContainEqual(expect.objectContaining({ code: "FIELD_GROUP", where: "Nviews" }));
  });

  test("of two of one name, the one in the documented group", async () => {
    const sink = new MemorySink();
    const file = await createHdf5(sink);
    const options = { dtype: "uint8", shape: [36, 72], attributes: packed(1, 255, 254) } as const;
    await file.createDataset("Copies/Nviews", options).write(new Uint8Array(36 * 72).fill(3));
    await file.createDataset("Data_Fields/Nviews", options).write(new Uint8Array(36 * 72).fill(14));
    await file.close();
    await using granule = await openParasolGranule(sink.bytes);
    expect([...(await granule.readViewCounts(box))]).toEqual([14, 14, 14, 14]);
    expect(granule.deviations).toContainEqual({
      code: "FIELD_DUPLICATE",
      where: "Nviews",
      found: "Copies/Nviews, Data_Fields/Nviews",
      assumed: "Data_Fields/Nviews is meant",
      matters: true,
    });
    expect(granule.views).toBe(0);
    const error = await granule.readViewMask(box).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_NO_FIELD")).toBe(true);
  });
});

describe("shapes", () => {
  test("any number of views, with any chunks or none", async () => {
    const shape = [smallRows, smallCols, 14];
    const names = ["I443NP", "I490P", "I565NP", "I670P", "I763NP", "I765NP", "I865P", "I910NP", "I1020NP"];
    const stokes = ["Q490P", "U490P", "Q670P", "U670P", "Q865P", "U865P", "thetas", "thetav", "phi"];
    const changes = Object.fromEntries([...names, ...stokes].map((name) => [name, { shape, chunks: [5, 72, 7] }]));
    await using granule = await openParasolGranule(await smallPolder(changes));
    expect(granule.views).toBe(14);
    const { data, views } = await granule.readWindow("I670P", box);
    expect([...data]).toEqual(new Array(4 * 14).fill(1000));
    expect(views).toBe(14);
    expect([...(await granule.readViewMask(box))]).toEqual(new Array(4 * 14).fill(1));
    expect(granule.deviations).toContainEqual(expect.objectContaining({ code: "VIEW_COUNT", where: "views" }));
  });

  test("a field on another grid, or with other views, is left out", async () => {
    const bytes = await smallPolder({ phis: { shape: [72, 144] }, Q490P: { shape: [smallRows, smallCols, 3] } });
    await using granule = await openParasolGranule(bytes);
    expect(granule.hasField("phis")).toBe(false);
    expect(granule.hasField("Q490P")).toBe(false);
    expect(granule.deviations).toContainEqual({
      code: "FIELD_SHAPE",
      where: "Data_Fields/phis",
      found: "shape (72, 144): expected (36, 72) or (36, 72, 16)",
      assumed: "it is left out",
      matters: true,
    });
    const missing = granule.deviations.filter(({ code }) => code === "FIELD_MISSING").map(({ where }) => where);
    expect(missing).toEqual(["Data_Directional_Fields/Q490P", "Data_Fields/phis"]);
  });

  test.each([[[36, 70]], [[35, 70]], [[36]], [[36, 72, 300]], [[36, 72, 16, 2]]])(
    "Nviews of %j is no grid",
    async (shape) => {
      const error = await openParasolGranule(await smallPolder({ Nviews: { shape } }), { name: "a.h5" }).catch(
        (each) => each,
      );
      expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
      expect(error.message).toBe(
        `a.h5, "Data_Fields/Nviews": it has the shape (${shape.join(", ")}): expected (R, 2 R) or (R, 2 R, views), ` +
          "as (3240, 6480, 16): is this a POLDER level 1B granule?",
      );
    },
  );

  test("an empty file has no grid", async () => {
    const sink = new MemorySink();
    await (await createHdf5(sink)).close();
    const error = await openParasolGranule(sink.bytes).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
  });
});

describe("files that never end", () => {
  test("groups are looked at to the eighth level", async () => {
    const path = (levels: number) => Array.from({ length: levels }, (_, i) => `g${i}`).join("/");
    const eighth = { group: path(8), dtype: "uint8" } as const;
    const ninth = { group: path(9), dtype: "uint8" } as const;
    await using granule = await openParasolGranule(await smallPolder({ eighth, ninth }));
    expect(granule.hasField("eighth")).toBe(true);
    expect(granule.hasField("ninth")).toBe(false);
    expect(granule.deviations).toContainEqual({
      code: "GROUP_DEPTH",
      where: path(9),
      found: "groups nested more than 8 levels deep, documented is 1",
      assumed: "what is in this one is left out",
      matters: true,
    });
  });

  test("too many objects are an error, before any of them is looked at", () => {
    const load = (): never => {
      throw new Error("it was looked at");
    };
    const entries = () => Array.from({ length: 10_001 }, (_, i) => ({ key: `${i}`, load }));
    const file = { kind: "group", path: "", fileName: "a.h5", entries } as unknown as HdfFile;
    expect(() => findFields(file, new DeviationLog())).toThrow("a.h5: it holds more than 10000 objects");
  });
});

test("one damaged object does not keep the others from being read", async () => {
  await using file = await open(await smallPolder());
  const load = (): never => {
    throw new DamagedFileError("its object header has no signature");
  };
  const entries = () => [...file.entries(), { key: "phi2", load }];
  const damaged = { kind: "group", path: "", fileName: "a.h5", entries } as unknown as HdfFile;
  const log = new DeviationLog();
  expect(findFields(damaged, log).fields).toHaveLength(25);
  expect(log.list()).toContainEqual({
    code: "FIELD_DAMAGED",
    where: "phi2",
    found: "its object header has no signature",
    assumed: "it is left out",
    matters: true,
  });
});

describe("the time of the granule", () => {
  const name = "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5";
  const start = { year: 2008, month: 6, day: 3, hour: 1, minute: 27, second: 40 };

  test("comes from the name when the file has none", async () => {
    await using granule = await openParasolGranule(await smallPolder({}, {}), { name });
    expect(granule.start).toEqual(start);
    expect(granule.deviations.map(({ code }) => code)).toEqual(["GRID_SIZE"]);
  });

  test("is not known when neither has one", async () => {
    await using granule = await openParasolGranule(await smallPolder({}, {}));
    expect(granule.start).toBeUndefined();
    expect(granule.deviations.map(({ code }) => code)).toContain("TIME_MISSING");
  });
});
