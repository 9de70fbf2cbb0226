import { describe, expect, test } from "vitest";
import { parseSlice } from "../../src/dump/slice.ts";
import { type TableValues, tableValues } from "../../src/dump/table-values.ts";
import { CommandError, UsageError } from "../../src/errors.ts";
import { fakeTable } from "../support/fake.ts";
import { collect } from "../support/values.ts";

const table = fakeTable("rows", {
  id: { dtype: "int32", data: Int32Array.of(0, 1, 2, 3, 4) },
  pos: { dtype: "float32", order: 2, data: Float32Array.from({ length: 10 }, (_, i) => i) },
  label: { dtype: "char8", order: 4, data: ["a", "b", "c", "d", "e"] },
});

const take = (slice: string, fields?: string[]): TableValues =>
  tableValues(table, { slice: parseSlice(slice), fields, signal: new AbortController().signal });

describe("tableValues", () => {
  test("columns with their shapes; text is one value a record", () => {
    const { columns, byteLength } = take("");
    expect(columns.map(({ name, axes }) => [name, axes.map(({ count }) => count)])).toEqual([
      ["id", [5]],
      ["pos", [5, 2]],
      ["label", [5]],
    ]);
    expect(byteLength).toBe(5 * (4 + 8 + 4));
  });

  test("every second record", async () => {
    const { columns, records } = take("1::2", ["pos", "label"]);
    expect((await collect(columns[0]!.slabs()))[0]!.data).toEqual(Float32Array.of(2, 3, 6, 7));
    const [slabs] = await collect(records());
    expect(slabs!.map(({ data }) => data)).toEqual([Float32Array.of(2, 3, 6, 7), ["b", "d"]]);
  });

  test("a single record drops its axis", async () => {
    const { columns } = take("-1");
    expect(columns.map(({ axes }) => axes.length)).toEqual([0, 1, 0]);
    expect((await collect(columns[0]!.slabs()))[0]!.data).toEqual(Int32Array.of(4));
  });

  test("uchar8 is a number", () => {
    const data = Uint8Array.of(1, 2, 3, 4);
    const bytes = fakeTable("t", { code: { dtype: "uchar8", order: 2, data } });
    const { columns } = tableValues(bytes, { slice: [], signal: new AbortController().signal });
    expect(columns[0]!.axes.map(({ count }) => count)).toEqual([2, 2]);
  });

  test("no record", async () => {
    expect((await collect(take("5:").columns[0]!.slabs()))[0]!.data).toHaveLength(0);
  });

  test("an unknown field is told with those that exist", () => {
    expect(() => take("", ["nope"])).toThrow(CommandError);
    expect(() => take("", ["nope"])).toThrow('table "rows" has no field "nope"');
  });

  test("records have one axis", () => {
    expect(() => take("0,0")).toThrow(UsageError);
  });
});
