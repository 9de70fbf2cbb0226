import { describe, expect, it } from "vitest";
import { fillValueOf } from "../../src/hdf4/fill-values.ts";

const attribute = { name: "_FillValue", shape: [1] };

describe("fillValueOf", () => {
  it("is the attribute when it has the type of the data", () => {
    expect(fillValueOf("int16", { ...attribute, dtype: "int16", value: -9 })).toBe(-9);
    expect(fillValueOf("char8", { ...attribute, dtype: "char8", value: "x" })).toBe(120);
    expect(fillValueOf("int64", { ...attribute, dtype: "int64", value: 5n })).toBe(5n);
  });

  it("is the library's default otherwise", () => {
    expect(fillValueOf("int16", undefined)).toBe(-32767);
    expect(fillValueOf("int16", { ...attribute, dtype: "int32", value: -9 })).toBe(-32767);
    expect(fillValueOf("int16", { ...attribute, dtype: "int16", value: Int16Array.of(1, 2) })).toBe(-32767);
    expect(fillValueOf("int64", undefined)).toBeNull();
  });
});
