import { describe, expect, it } from "vitest";
import { open } from "../../../src/index.ts";
import { createHdf4, MemorySink } from "../../../src/write.ts";

describe("createGroup", () => {
  it("holds one object in several groups, and keeps the order", async () => {
    const sink = new MemorySink();
    const file = await createHdf4(sink);
    const a = file.createDataset("a", { dtype: "int8", shape: [1] });
    const t = file.createTable("t", { fields: [{ name: "f", dtype: "int8" }] });
    const inner = file.createGroup("inner");
    inner.add(t, a);
    file.createGroup("outer", { className: "kind" }).add(a, inner);
    await file.close();
    await using read = await open(sink.bytes);
    expect(read.group("outer").keys()).toEqual(["a", "inner"]);
    expect(read.group("outer").hdf4?.className).toBe("kind");
    expect(read.group("outer/inner").keys()).toEqual(["t", "a"]);
    expect(read.datasets()).toHaveLength(1);
  });

  it("refuses members that are not of this file, are there, or contain the group", async () => {
    const file = await createHdf4(new MemorySink());
    const other = await createHdf4(new MemorySink());
    const [a, b, c] = [file.createGroup("a"), file.createGroup("b"), file.createGroup("c")];
    const message = 'group "a": expected a data set, table or group that this file created';
    expect(() => a!.add(other.createGroup("x"))).toThrow(message);
    expect(() => a!.add("b" as never)).toThrow(message);
    a!.add(b!);
    b!.add(c!);
    expect(() => a!.add(b!)).toThrow('group "a": "b" is already a member');
    expect(() => c!.add(a!)).toThrow('group "c": with "a" it would contain itself');
    expect(() => a!.add(a!)).toThrow('group "a": with "a" it would contain itself');
  });

  it("checks names and attributes", async () => {
    const file = await createHdf4(new MemorySink());
    expect(() => file.createGroup("")).toThrow("group: expected a name");
    expect(() => file.createGroup("g", { className: "Var0.0" })).toThrow(
      'group "g": className "Var0.0": HDF4 keeps class names that begin with "Var0.0" for itself',
    );
    expect(() => file.createGroup("g", { atributes: {} } as never)).toThrow(
      'group "g": there is no option "atributes"',
    );
    expect(() => file.createGroup("g".repeat(65))).toThrow("the name has 65 bytes, HDF4 allows 64");
    expect(() => file.createGroup("g", { attributes: { a: new BigInt64Array(1) } })).toThrow(
      'group "g": attribute "a": HDF4 has no type "int64"',
    );
  });
});
