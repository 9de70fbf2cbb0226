import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { dtypeOfArray, elementSize, newArray, toTypedArray } from "../src/_typed-array.ts";

describe("dtypeOfArray", () => {
  it.each<[unknown, string | undefined]>([
    [new Float32Array(1), "float32"],
    [new BigUint64Array(1), "uint64"],
    [Buffer.alloc(1), "uint8"],
    [runInNewContext("new Int16Array(1)"), "int16"],
    [new Uint8ClampedArray(1), undefined],
    [new DataView(new ArrayBuffer(1)), undefined],
    [[1], undefined],
    [null, undefined],
  ])("case %#", (value, dtype) => {
    expect(dtypeOfArray(value)).toBe(dtype);
  });
});

describe("toTypedArray", () => {
  it("gives the array itself when it has the type, text as bytes", () => {
    const values = Float32Array.of(1);
    expect(toTypedArray("float32", values, "x")).toBe(values);
    const bytes = Uint8Array.of(1);
    expect(toTypedArray("char8", bytes, "x")).toBe(bytes);
  });

  it("rounds to float32, keeps NaN and infinities", () => {
    expect(toTypedArray("float32", [0.1, Number.NaN, Number.POSITIVE_INFINITY], "x")).toEqual(
      Float32Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY),
    );
  });

  it.each([1e39, -1e39, 3.5e38])("does not make %d infinite", (value) => {
    expect(() => toTypedArray("float32", [0, value], "x")).toThrow(RangeError);
    expect(() => toTypedArray("float32", [0, value], "x")).toThrow(`element 1 is ${value}, which float32 cannot hold`);
    expect(toTypedArray("float64", [value], "x")).toEqual(Float64Array.of(value));
  });

  it("names the object and what it got", () => {
    expect(() => toTypedArray("int8", null, "x")).toThrow(
      "x: expected Int8Array or an array of numbers (int8), got null",
    );
    expect(() => toTypedArray("int8", new Map(), "x")).toThrow("got Map");
    expect(() => toTypedArray("int8", [1, 2, 300], "x")).toThrow("x: element 2 is 300, which int8 cannot hold");
  });
});

describe("elementSize", () => {
  it.each([
    ["int8", 1],
    ["uchar8", 1],
    ["uint16", 2],
    ["float32", 4],
    ["int64", 8],
    ["float64", 8],
  ] as const)("%s has %i bytes", (dtype, bytes) => {
    expect(elementSize(dtype)).toBe(bytes);
  });
});

describe("newArray", () => {
  it("has zeros of the type", () => {
    expect(newArray("int64", 2)).toEqual(new BigInt64Array(2));
    expect(newArray("uchar8", 2)).toEqual(new Uint8Array(2));
  });
});
