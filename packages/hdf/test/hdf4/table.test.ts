import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureBytes, fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { CountingSource } from "../support/counting-source.ts";
import type { ExpectedFile } from "../support/hdf4-expected.ts";

const path = fixturePath("hdf4/features/vdata.hdf");
const { vdatas } = fixtureJson<ExpectedFile>("hdf4/features/vdata.json");

describe("tables", () => {
  it.each(["full interlace", "no interlace"])("%s: any records and fields", async (name) => {
    await using file = await open(path);
    const table = file.table(name);
    const { fields, records } = vdatas.find((vdata) => vdata.name === name)!;
    const names = fields.map((field) => field.name);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.nat(table.count), fc.nat(table.count)),
        fc.subarray(names, { minLength: 1 }),
        async ([a, b], chosen) => {
          const start = Math.min(a, b);
          const stop = Math.max(a, b);
          const columns = await table.read({ start, stop, fields: chosen });
          expect(Object.keys(columns)).toEqual(chosen);
          for (const field of chosen) {
            const expected = records.slice(start, stop).flatMap((record) => record[names.indexOf(field)]!);
            expect([...columns[field]!.data]).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("reads one field", async () => {
    await using file = await open(path);
    const table = file.table("full interlace");
    expect((await table.readField("label", { start: 10 })).data).toEqual(["r0010", "r0011"]);
    expect((await table.readField("v", { stop: 2 })).shape).toEqual([2, 3]);
  });

  it("reads only the records that are asked for", async () => {
    const source = new CountingSource(fixtureBytes("hdf4/features/vdata_linked.hdf"));
    await using file = await open(source);
    const [table] = file.tables();
    expect(table!.count).toBeGreaterThan(10);
    const whole = await table!.read();
    const part = await table!.read({ start: 7, stop: 9 });
    for (const [name, column] of Object.entries(part)) {
      const order = column.shape[1] ?? 1;
      expect([...column.data]).toEqual([...whole[name]!.data].slice(7 * order, 9 * order));
    }
  });

  it("checks what it is asked for", async () => {
    await using file = await open(path);
    const table = file.table("full interlace");
    await expect(table.read({ start: 5, stop: 4 })).rejects.toThrow(RangeError);
    await expect(table.read({ stop: 13 })).rejects.toThrow("expected 0 <= start <= stop <= 12");
    await expect(table.read({ start: 0.5 })).rejects.toThrow(RangeError);
    await expect(table.readField("none")).rejects.toSatisfy(
      (error) => isHdfError(error, "HDF_NOT_FOUND") && error.message.includes('"x", "pair"'),
    );
    const reason = new Error("enough");
    await expect(table.read({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("has nothing to read without records", async () => {
    await using file = await open(path);
    const columns = await file.table("no records").read();
    expect(columns.x?.shape).toEqual([0]);
    expect(columns.pair?.shape).toEqual([0, 2]);
    expect(columns.label?.data).toEqual([]);
  });

  it("is closed with its file", async () => {
    const file = await open(path);
    const table = file.table("full interlace");
    await file.close();
    await expect(table.read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_CLOSED"));
  });
});
