import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fixturePath } from "../../../test/support/fixtures.ts";
import { makeNdArray } from "../src/_ndarray.ts";
import {
  ClosedError,
  DamagedFileError,
  type HdfFile,
  LimitError,
  NotFoundError,
  open,
  parseStructMetadata,
  readEosAttributes,
  SourceError,
  type Table,
  unpack,
} from "../src/index.ts";

const path = fileURLToPath(new URL("fixtures/eos/swath.hdf", import.meta.url));

describe("an HDF-EOS2 file", () => {
  it("shows the attributes of swaths and grids as tables of their Vgroups", async () => {
    await using file = await open(path);
    expect(file.keys()).toEqual(["2B-GEOPROF", "Monthly", "Notes"]);
    expect(file.group("2B-GEOPROF").keys()).toEqual(["Geolocation Fields", "Data Fields", "Swath Attributes"]);
    expect(file.group("2B-GEOPROF/Geolocation Fields").keys()).toEqual([
      "Latitude",
      "Longitude",
      "Profile_time",
      "TAI_start",
      "Height",
      "DEM_elevation",
    ]);
    expect(file.group("2B-GEOPROF/Data Fields").keys()).toEqual(["Radar_Reflectivity", "Sigma-Zero"]);
    const attributes = file.group("2B-GEOPROF/Swath Attributes");
    expect(attributes.keys()).toHaveLength(27);
    expect(attributes.keys().slice(0, 4)).toEqual([
      "start_time",
      "granule_number",
      "Radar_Reflectivity.factor",
      "Radar_Reflectivity.offset",
    ]);
    expect(attributes.children().every((node) => node.kind === "table")).toBe(true);
    expect(attributes.keys().at(-1)).toBe("INDXMAP:nray/nbin");
    expect(file.group("Monthly/Grid Attributes").keys()).toEqual(["weights"]);
  });

  it("finds them by path and by bare name", async () => {
    await using file = await open(path);
    const table = file.table("DEM_elevation.missing");
    expect(table.path).toBe("2B-GEOPROF/Swath Attributes/DEM_elevation.missing");
    expect(table.hdf4?.className).toBe("Attr0.0");
    expect((await table.readField("AttrValues")).data).toEqual(Int16Array.of(-9998));
    const start = file.table("2B-GEOPROF/Swath Attributes/start_time");
    expect((await start.readField("AttrValues")).data).toEqual(["20080619000000"]);
    expect((await file.table("INDXMAP:nray/nbin").readField("Index")).data).toEqual(Int32Array.of(0, 0, 1, 2));
  });

  it("hides the Vdatas that the library itself uses as attributes, and one that nothing refers to", async () => {
    await using file = await open(path);
    expect(file.group("Notes").keys()).toEqual(["readings"]);
    expect(file.group("Notes").attributes).toEqual({ "of the group": "hidden" });
    const readings = file.table("readings");
    expect(readings.attributes).toEqual({ "of the table": 5 });
    expect(readings.fields[0]?.attributes).toEqual({ "of the field": 6 });
    const names = file.tables().map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("of the") || name === "lone" || name === "HDFEOSVersion")).toEqual(
      [],
    );
    expect(names).toHaveLength(35);
  });

  it("has StructMetadata that names the swath and the grid", async () => {
    await using file = await open(path);
    expect(parseStructMetadata(file)).toMatchObject({
      SwathStructure: { SWATH_1: { SwathName: "2B-GEOPROF", Dimension: { Dimension_1: { Size: 4 } } } },
      GridStructure: { GRID_1: { GridName: "Monthly" } },
    });
  });
});

describe("readEosAttributes", () => {
  it("reads the attributes by structure and field", async () => {
    await using file = await open(path);
    const eos = await readEosAttributes(file);
    expect(Object.getPrototypeOf(eos)).toBeNull();
    expect(Object.getPrototypeOf(eos["2B-GEOPROF"])).toBeNull();
    expect(Object.getPrototypeOf(eos["2B-GEOPROF"]?.Height)).toBeNull();
    expect(eos).toEqual({
      "2B-GEOPROF": {
        "": { start_time: "20080619000000", granule_number: 11467 },
        Radar_Reflectivity: {
          factor: 100,
          offset: 0,
          units: "dBZe",
          long_name: "Radar Reflectivity Factor",
          valid_range: Int16Array.of(-4000, 5000),
          missing: -8888,
          missop: "==",
        },
        Height: {
          factor: 1,
          offset: 0,
          units: "m",
          long_name: "Height",
          valid_range: Int16Array.of(-5000, 30000),
          missing: -9999,
          missop: "==",
        },
        DEM_elevation: {
          factor: 1,
          offset: 0,
          units: "meters",
          long_name: "Digital Elevation Map",
          valid_range: Int16Array.of(-9999, 8850),
          missing: -9998,
          missop: "<=\0 ",
        },
        "Sigma-Zero": { factor: 100, missing: -9999, _FillValue: -7777 },
      },
      Monthly: { "": { weights: Float64Array.of(0.25, 0.5, 0.25) } },
    });
  });

  it("gives unpack what it needs of a data set", async () => {
    await using file = await open(path);
    const swath = (await readEosAttributes(file))["2B-GEOPROF"];
    const dataset = file.dataset("Radar_Reflectivity", "int16");
    expect(dataset.attributes).toEqual({});
    const { name, dtype } = dataset;
    const attributes = { ...dataset.attributes, ...swath?.Radar_Reflectivity };
    const { values, valid } = unpack({ name, dtype, attributes }, await dataset.read());
    expect([...values.data]).toEqual(
      [Number.NaN, -25, 12.34, 5, Number.NaN, 0, 20, 0.01, -0.01, -40, 50, Number.NaN].map(Math.fround),
    );
    expect([...valid.data]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]);
  });

  it("gives unpack what it needs of a field of one dimension, which is a table", async () => {
    await using file = await open(path);
    const swath = (await readEosAttributes(file))["2B-GEOPROF"]!;
    const unpackField = async (name: string) => {
      const raw = await file.table(name).readField(name, { dtype: "int16" });
      return [...unpack({ name, dtype: "int16", attributes: swath[name]! }, raw).values.data];
    };
    expect(await unpackField("DEM_elevation")).toEqual([Number.NaN, 12, 340, Number.NaN]);
    expect(await unpackField("Sigma-Zero")).toEqual([10.5, Number.NaN, Math.fround(9.9), Number.NaN]);
  });

  it("is for HDF-EOS2 files that are open", async () => {
    const file = await open(fixturePath("hdf4/features/attributes.hdf"));
    await expect(readEosAttributes(file)).rejects.toThrow(NotFoundError);
    await file.close();
    const swath = await open(path);
    const reason = new Error("enough");
    await expect(readEosAttributes(swath, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await swath.close();
    await expect(readEosAttributes(swath)).rejects.toThrow(ClosedError);
  });
});

/** A file with one swath that has these attributes. */
function makeFile(tables: readonly Partial<Table>[]): HdfFile {
  const children = (): unknown[] => tables.map((table) => ({ kind: "table", path: table.name, ...table }));
  const group = { kind: "group", children };
  const swath = { kind: "group", hdf4: { className: "SWATH" }, get: () => group };
  return { fileName: "made.hdf", keys: () => ["S"], children: () => [swath] } as unknown as HdfFile;
}

function makeAttribute(name: string, values: Float64Array<ArrayBuffer>, error?: Error): Partial<Table> {
  const readField = () => (error === undefined ? Promise.resolve(makeNdArray(values, [1])) : Promise.reject(error));
  const field = { name: "AttrValues", dtype: "float64", order: values.length } as Table["fields"][number];
  return { name, count: 1, fields: [field], readField: readField as Table["readField"] };
}

describe("attributes that are out of the ordinary", () => {
  const one = Float64Array.of(1);

  it("splits names at their last dot; the first of a name counts", async () => {
    const names = ["a.b.c", ".d", "_FV_a.b", "a.b._FillValue", "__proto__.e"];
    const eos = await readEosAttributes(makeFile(names.map((name, i) => makeAttribute(name, Float64Array.of(i)))));
    const fields = Object.entries(eos.S!).map(([field, attributes]) => [field, { ...attributes }]);
    expect(fields).toEqual([
      ["a.b", { c: 0, _FillValue: 2 }],
      ["", { ".d": 1 }],
      ["__proto__", { e: 4 }],
    ]);
  });

  it("throws the error of a damaged one when it is used", async () => {
    const error = new DamagedFileError("no data", { file: "made.hdf" });
    const eos = await readEosAttributes(makeFile([makeAttribute("x.factor", one, error), makeAttribute("y.z", one)]));
    expect(eos.S?.y?.z).toBe(1);
    expect(() => ({ ...eos.S?.x })).toThrow(error);
  });

  it("passes on the error of the source", async () => {
    const error = new SourceError("no network");
    await expect(readEosAttributes(makeFile([makeAttribute("x", one, error)]))).rejects.toBe(error);
  });

  it("has a limit", async () => {
    const large = makeAttribute("x", new Float64Array(2 ** 19));
    await expect(readEosAttributes(makeFile([large, large]))).resolves.toBeDefined();
    await expect(readEosAttributes(makeFile([large, large, makeAttribute("y", one)]))).rejects.toThrow(
      'made.hdf, "y": the attributes up to this one have more than 1048576 values',
    );
    await expect(readEosAttributes(makeFile([large, large, large]))).rejects.toThrow(LimitError);
  });
});
