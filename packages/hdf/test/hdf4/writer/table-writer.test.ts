import { describe, expect, it } from "vitest";
import { open } from "../../../src/index.ts";
import {
  createHdf4,
  type Hdf4Columns,
  type Hdf4TableOptions,
  type Hdf4TableWriter,
  MemorySink,
} from "../../../src/write.ts";

async function create(options: unknown, name: unknown = "t"): Promise<Hdf4TableWriter> {
  const file = await createHdf4(new MemorySink());
  return file.createTable(name as string, options as Hdf4TableOptions);
}

const f = { name: "f", dtype: "int16" } as const;

describe("createTable", () => {
  it.each<[unknown, string, unknown?]>([
    [undefined, 'table "t": expected an object of options (className, fields, attributes), got undefined'],
    [{}, 'table "t": expected at least one field'],
    [{ fields: [f], clasName: "x" }, 'table "t": there is no option "clasName"'],
    [{ fields: [{ ...f, odrer: 2 }] }, 'table "t": field: there is no option "odrer"'],
    [
      { fields: [f], className: "SDSVariables" },
      'className "SDSVariables": HDF4 keeps class names that begin with "SDSVar"',
    ],
    [{ fields: [f], className: "_HDF_CHK_TBL_0" }, 'HDF4 keeps class names that begin with "_HDF_CHK_TBL_" for itself'],
    [{ fields: [] }, "expected at least one field"],
    [{ fields: [f, f] }, 'there are two fields "f"'],
    [{ fields: [{ ...f, dtype: "uint64" }] }, 'table "t", field "f": HDF4 has no type "uint64"'],
    [{ fields: [{ ...f, order: 0 }] }, "expected an order of at least 1, got 0"],
    [{ fields: [{ ...f, order: 32768 }] }, "a record has 65536 bytes, HDF4 allows 65535"],
    [{ fields: [{ ...f, name: "a,b" }] }, "the name has a comma"],
    [{ fields: [{ ...f, name: "n".repeat(129) }] }, "the name has 129 bytes, HDF4 allows 128"],
    [
      { fields: Array.from({ length: 257 }, (_, i) => ({ ...f, name: `f${i}` })) },
      "it has 257 fields, HDF4 allows 256",
    ],
    [{ fields: [f], className: "c".repeat(65) }, "the name has 65 bytes, HDF4 allows 64"],
    [{ fields: [f], className: 5 }, "expected a string as className, got number"],
    [{ fields: [{ ...f, attributes: { a: 1n } }] }, 'table "t", field "f": attribute "a": HDF4 has no type "int64"'],
    [{ fields: [f], attributes: { a: new Float64Array(9000) } }, "it has 72000 bytes, HDF4 allows 65535"],
    [{ fields: [f] }, "table: expected a name", undefined],
    [{ fields: [f] }, "the name has 66 bytes, HDF4 allows 64", "é".repeat(33)],
  ])("%#: %s", async (options, message, ...name) => {
    await expect(create(options, ...(name.length === 0 ? [] : [name[0] ?? ""]))).rejects.toThrow(message);
  });
});

describe("write of a table", () => {
  const options = {
    fields: [f, { name: "pair", dtype: "float32", order: 2 }, { name: "text", dtype: "char8", order: 3 }],
  };

  it.each<[unknown, string]>([
    [{ f: [1], pair: [1, 2] }, 'field "text": its column is missing'],
    [{ f: [1], pair: [1, 2], text: ["a"], more: [1] }, 'there is no field "more"'],
    [{ f: [1], pair: [1, 2, 3], text: ["a"] }, 'field "pair": got 3 values, expected 2 for each of 1 records'],
    [{ f: [1, 2], pair: [1, 2, 3, 4], text: ["a"] }, 'field "text": got 3 values, expected 3 for each of 2 records'],
    [{ f: [1], pair: [1, 2], text: ["abcd"] }, "record 0 has 4 bytes of text, the field holds 3"],
    [{ f: [1, 2], pair: [1, 2, 3, 4], text: ["a", 5] }, "record 1 is a number, expected a string"],
    [{ f: [70000], pair: [1, 2], text: ["a"] }, "element 0 is 70000, which int16 cannot hold"],
    [{ f: new Int32Array(1), pair: [1, 2], text: ["a"] }, "expected Int16Array or an array of numbers (int16)"],
  ])("%j: %s", async (columns, message) => {
    await expect((await create(options)).write(columns as Hdf4Columns)).rejects.toThrow(message);
  });

  it("is done once", async () => {
    const table = await create({ fields: [f] });
    await table.write({ f: [] });
    await expect(table.write({ f: [1] })).rejects.toThrow("it has been written already");
  });

  it("takes text as strings or bytes, and may be empty", async () => {
    const sink = new MemorySink();
    const file = await createHdf4(sink);
    const fields = [{ name: "text", dtype: "char8", order: 3 }] as const;
    await file.createTable("strings", { fields }).write({ text: ["a", "", "é"] });
    await file.createTable("bytes", { fields }).write({ text: Uint8Array.of(97, 98, 99, 100, 0, 0) });
    file.createTable("none", { fields });
    await file.close();
    await using read = await open(sink.bytes);
    expect((await read.table("strings").readField("text")).data).toEqual(["a\0\0", "\0\0\0", "é\0"]);
    expect((await read.table("bytes").readField("text")).data).toEqual(["abc", "d\0\0"]);
    expect(read.table("none").count).toBe(0);
  });

  it("takes the class of HDF-EOS2 attributes, which are seen in groups", async () => {
    const sink = new MemorySink();
    const file = await createHdf4(sink);
    const table = file.createTable("t", { fields: [f], className: "Attr0.0" });
    await table.write({ f: [5] });
    file.createGroup("Swath Attributes").add(table);
    await file.close();
    await using read = await open(sink.bytes);
    expect((await read.table("Swath Attributes/t").readField("f")).data).toEqual(Int16Array.of(5));
  });

  it("puts long tables together in pieces", async () => {
    const sink = new MemorySink();
    const file = await createHdf4(sink);
    const table = file.createTable("t", {
      fields: [
        { ...f, order: 50 },
        { name: "n", dtype: "int32" },
      ],
    });
    const n = Int32Array.from({ length: 30000 }, (_, i) => i);
    await table.write({ f: Int16Array.from({ length: 1500000 }, (_, i) => i), n });
    await file.close();
    await using read = await open(sink.bytes);
    expect((await read.table("t").readField("n")).data).toEqual(n);
    const last = await read.table("t").readField("f", { start: 29999 });
    expect(last.data).toEqual(Int16Array.from({ length: 50 }, (_, i) => 1499950 + i));
  });
});
