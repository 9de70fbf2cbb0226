import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UnsupportedError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import type { HdfFile } from "../../src/types.ts";
import { attributeTruth, h5Path, h5Truth, listTruth, type TruthValue } from "./_truth.ts";

type Values = Record<string, TruthValue[]>;
const truth = h5Truth<Record<string, Record<string, Values>>>("formats.json");

describe.each(["formats", "formats_latest"])("%s: numbers in some of their bits, and foreign floats", (name) => {
  const { "/": root, note, dense, records } = truth[name] as Record<string, Values>;
  let file: HdfFile;
  beforeEach(async () => {
    file = await open(h5Path(`${name}.h5`));
  });
  afterEach(() => file.close());

  test.each([
    ["", root],
    ["note", note],
    ["dense", dense],
  ])('attributes of "%s" are as h5py reads them', (path, expected) => {
    const { attributes } = file.get(path)!;
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(Object.keys(expected!)));
    for (const [key, value] of Object.entries(expected!)) {
      if (key !== "brain") expect([attributeTruth(attributes[key]!)].flat(), key).toEqual(value);
    }
  });

  test("an attribute of foreign floats is its bytes", () => {
    for (const path of ["", "note", "dense"]) {
      const infos = file.get(path)!.attributeInfos();
      const found = infos.find((info) => info.name === "brain");
      expect(found).toMatchObject({ dtype: "other", value: new Uint8Array([0xc0, 0x3f, 0x40, 0x40, 0xc8, 0x42]) });
      expect(infos.find((info) => info.name === "narrow")).toMatchObject({ dtype: "int32", shape: [2] });
    }
  });

  test("fields of records", async () => {
    const table = file.table("records");
    expect(table.fields.map(({ name, dtype }) => [name, dtype])).toEqual([
      ["text", "string"],
      ["plain", "int16"],
      ["narrow", "int32"],
      ["brain", "other"],
      ["pair", "int32"],
      ["inner.narrow", "int32"],
      ["inner.big", "uint16"],
      ["last", "float32"],
    ]);
    const columns = await table.read();
    for (const [field, values] of Object.entries(records!)) expect(listTruth(columns[field]!), field).toEqual(values);
    await expect(table.readField("brain")).rejects.toThrow(UnsupportedError);
    await expect(table.readField("brain")).rejects.toThrow(/float16 \(not IEEE 754\)/);
  });

  test("data sets", async () => {
    expect(file.dataset("narrow")).toMatchObject({ dtype: "int32", typeName: "int32 of 12 bits" });
    expect(file.dataset("narrow_big")).toMatchObject({ dtype: "uint16", typeName: "uint16 of 10 bits" });
    expect(file.dataset("brain")).toMatchObject({ dtype: "other", typeName: "float16 (not IEEE 754)" });
    await expect(file.dataset("brain").read()).rejects.toThrow(/not IEEE 754/);
  });
});
