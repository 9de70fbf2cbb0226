import { afterEach, beforeEach, expect, test } from "vitest";
import { LimitError, NotFoundError, UnsupportedError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import type { HdfFile } from "../../src/types.ts";
import { h5Path, h5Truth, listTruth } from "./_truth.ts";

const truth = h5Truth<Record<string, Record<string, unknown[]>>>("tables.json");

let file: HdfFile;
beforeEach(async () => {
  file = await open(h5Path("tables.h5"));
});
afterEach(() => file.close());

test.each(Object.keys(truth))("%s: every column as h5py reads it", async (name) => {
  const table = file.table(name);
  const columns = await table.read();
  expect(Object.keys(columns)).toEqual(Object.keys(truth[name]!));
  for (const [field, values] of Object.entries(truth[name]!)) {
    expect(listTruth(columns[field]!), field).toEqual(values);
    expect(listTruth(await table.readField(field)), field).toEqual(values);
  }
});

test("fields tell type and order", () => {
  expect(file.table("little").fields).toMatchObject([
    { name: "id", dtype: "int32", order: 1 },
    { name: "x", dtype: "float64", order: 1 },
    { name: "name", dtype: "string", order: 1 },
    { name: "pair", dtype: "int16", order: 2 },
  ]);
  expect(file.table("nested").fields.map((field) => field.name)).toEqual(["inner.a", "inner.b", "c"]);
  expect(file.table("little").count).toBe(20);
  expect(file.tables()).toHaveLength(9);
  expect(file.datasets()).toEqual([]);
});

test("a range of records, across chunks", async () => {
  const columns = await file.table("little").read({ start: 4, stop: 9, fields: ["pair", "name"] });
  expect(Object.keys(columns)).toEqual(["pair", "name"]);
  expect(columns.pair!.shape).toEqual([5, 2]);
  expect(listTruth(columns.pair!)).toEqual([4, -4, 5, -5, 6, -6, 7, -7, 8, -8]);
  expect(listTruth(columns.name!)).toEqual(["r4", "r5", "r6", "r7", "r8"]);
});

test("no records", async () => {
  const table = file.table("no_records");
  expect(table.count).toBe(0);
  expect((await table.read()).id!.shape).toEqual([0]);
});

test("a field without a typed array is refused by name, and left out otherwise", async () => {
  const table = file.table("partly_other");
  expect(table.fields.map((field) => field.dtype)).toEqual(["int32", "other"]);
  expect(Object.keys(await table.read())).toEqual(["n"]);
  await expect(table.readField("r")).rejects.toThrow(UnsupportedError);
  await expect(table.read({ fields: ["r"] })).rejects.toThrow(/object reference/);
});

test("wrong arguments", async () => {
  const table = file.table("little");
  await expect(table.read({ start: 3, stop: 2 })).rejects.toThrow(RangeError);
  await expect(table.read({ stop: 21 })).rejects.toThrow(RangeError);
  await expect(table.readField("nope")).rejects.toThrow(NotFoundError);
});

test("maxBytes caps a read", async () => {
  using small = await open(h5Path("tables.h5"), { maxBytes: 200 });
  await expect(small.table("little").readField("x", { stop: 20 })).resolves.toBeDefined();
  await expect(small.table("little").read()).rejects.toThrow(LimitError);
});
