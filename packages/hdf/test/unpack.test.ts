import fc from "fast-check";
import ndarray from "ndarray";
import { describe, expect, test } from "vitest";
import { type AttributeValue, type Dtype, UnsupportedError, unpack } from "../src/index.ts";
import type { DataArray, NdArray } from "../src/types.ts";

function dataset(dtype: Dtype, attributes: Record<string, AttributeValue>) {
  return { name: "x", dtype, attributes };
}

function raw(data: DataArray, shape: number[] = [data.length]): NdArray<DataArray> {
  return ndarray(data, shape) as NdArray<DataArray>;
}

describe("scale and offset", () => {
  test("CF: scale * count + offset, in float32 for 16-bit data", () => {
    const { values, valid } = unpack(
      dataset("int16", { scale_factor: 0.5, add_offset: 10 }),
      raw(Int16Array.of(0, 3, -4)),
    );
    expect(values.data).toEqual(Float32Array.of(10, 11.5, 8));
    expect(valid.data).toEqual(Uint8Array.of(1, 1, 1));
    expect(values.shape).toEqual([3]);
  });

  test("32-bit integers, float64 and 64-bit integers give float64", () => {
    const scale = { scale_factor: 1e-7 };
    expect(unpack(dataset("int32", scale), raw(Int32Array.of(123456789))).values.data).toEqual(
      Float64Array.of(123456789 * 1e-7),
    );
    expect(unpack(dataset("int64", scale), raw(BigInt64Array.of(5n))).values.data).toEqual(Float64Array.of(5e-7));
    expect(unpack(dataset("float64", {}), raw(Float64Array.of(0.1))).values.data).toEqual(Float64Array.of(0.1));
  });

  test("HDF4 calibration: scale * (count - offset), known by calibrated_nt", () => {
    const attributes = { scale_factor: 0.01, add_offset: 273.15, calibrated_nt: 22 };
    const { values } = unpack(dataset("int16", attributes), raw(Int16Array.of(-900)), { dtype: "float64" });
    expect(values.data[0]).toBe(0.01 * (-900 - 273.15));
  });

  test("CloudSat: (count - offset) / factor", () => {
    const { values } = unpack(dataset("int16", { factor: 100, offset: 7 }), raw(Int16Array.of(1007)));
    expect(values.data[0]).toBe(10);
  });

  test("the convention can be chosen", () => {
    const attributes = { scale_factor: 2, add_offset: 1 };
    const counts = raw(Int16Array.of(5));
    expect(unpack(dataset("int16", attributes), counts).values.data[0]).toBe(11);
    expect(unpack(dataset("int16", attributes), counts, { convention: "hdf4" }).values.data[0]).toBe(8);
  });

  test.each([
    ["text", "two"],
    ["two numbers", Float64Array.of(1, 2)],
    ["NaN", Number.NaN],
  ])("a scale that is %s is an UnsupportedError", (_, scale_factor) => {
    expect(() => unpack(dataset("int16", { scale_factor }), raw(Int16Array.of(1)))).toThrow(/scale_factor must be one/);
  });

  test("factor 0 is an UnsupportedError, text data a TypeError", () => {
    expect(() => unpack(dataset("int16", { factor: 0 }), raw(Int16Array.of(1)))).toThrow(UnsupportedError);
    expect(() => unpack(dataset("char8", {}), raw(Uint8Array.of(1)))).toThrow(/holds char8/);
  });

  test.each([
    ["the raw data first", () => unpack(raw(Int16Array.of(1)) as never, dataset("int16", {}) as never)],
    ["a typed array", () => unpack(dataset("int16", {}), Int16Array.of(1) as never)],
    ["nothing", () => unpack(undefined as never, undefined as never)],
    ["an unknown convention", () => unpack(dataset("int16", {}), raw(Int16Array.of(1)), { convention: "CF" as never })],
    ["a misspelt option", () => unpack(dataset("int16", {}), raw(Int16Array.of(1)), { type: "float32" } as never)],
  ])("%s is a TypeError", (_, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(/^unpack/);
  });
});

describe("fill and missing values", () => {
  test("both codes are masked, though their type is int64", () => {
    const attributes = { _FillValue: 32767n, missing_value: -32767n, scale_factor: 0.5 };
    const { values, valid } = unpack(dataset("int16", attributes), raw(Int16Array.of(32767, -32767, 2)));
    expect([...values.data]).toEqual([Number.NaN, Number.NaN, 1]);
    expect(valid.data).toEqual(Uint8Array.of(0, 0, 1));
  });

  test("unsigned data with several missing values", () => {
    const attributes = { _FillValue: 65535n, missing_value: Int32Array.of(65534, 65533, 65532) };
    const { valid } = unpack(dataset("uint16", attributes), raw(Uint16Array.of(65535, 65534, 65533, 65532, 65531)));
    expect(valid.data).toEqual(Uint8Array.of(0, 0, 0, 0, 1));
  });

  test("float32 data against a float64 code; infinities and NaN", () => {
    const codes = { _FillValue: 0.1, missing_value: Number.NEGATIVE_INFINITY };
    const counts = raw(Float32Array.of(0.1, Number.NEGATIVE_INFINITY, Number.NaN, 0.2));
    expect(unpack(dataset("float32", codes), counts).valid.data).toEqual(Uint8Array.of(0, 0, 0, 1));
  });

  test("64-bit codes are exact beyond 2^53", () => {
    const code = 2n ** 63n - 1n;
    const { valid } = unpack(dataset("int64", { _FillValue: code }), raw(BigInt64Array.of(code, code - 1n)));
    expect(valid.data).toEqual(Uint8Array.of(0, 1));
  });

  test("a code that the data cannot hold masks nothing", () => {
    expect(unpack(dataset("uint8", { _FillValue: -9999 }), raw(Uint8Array.of(241))).valid.data).toEqual(
      Uint8Array.of(1),
    );
  });
});

test("strided views are read in their own order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (r, c, d) => {
        const whole = ndarray(
          Int16Array.from({ length: r * c * d }, (_, i) => i - 20),
          [r, c, d],
        );
        const view = whole.transpose(2, 0, 1).step(-1, 1, 1) as unknown as NdArray<DataArray>;
        const { values } = unpack(dataset("int16", { scale_factor: 2 }), view);
        for (let i = 0; i < d; i++)
          for (let j = 0; j < r; j++)
            for (let k = 0; k < c; k++) expect(values.get(i, j, k)).toBe(2 * whole.get(j, k, d - 1 - i));
      },
    ),
  );
});
