import { describe, expect, it } from "vitest";
import { type AttributeInput, resolveAttribute } from "../src/_attribute-values.ts";

describe("resolveAttribute", () => {
  it.each<[AttributeInput, string, unknown, boolean]>([
    [5, "float64", Float64Array.of(5), true],
    [-(2 ** 31), "float64", Float64Array.of(-(2 ** 31)), true],
    [2 ** 31, "float64", Float64Array.of(2 ** 31), true],
    [-0, "float64", Float64Array.of(-0), true],
    [0.5, "float64", Float64Array.of(0.5), true],
    [Number.NaN, "float64", Float64Array.of(Number.NaN), true],
    [7n, "int64", BigInt64Array.of(7n), true],
    ["text", "string", ["text"], true],
    [[1, 2], "float64", Float64Array.of(1, 2), false],
    [[1, 2.5], "float64", Float64Array.of(1, 2.5), false],
    [[1n], "int64", BigInt64Array.of(1n), false],
    [["a", "b"], "string", ["a", "b"], false],
    [Uint16Array.of(1), "uint16", Uint16Array.of(1), false],
    [{ dtype: "int16", value: 5 }, "int16", Int16Array.of(5), true],
    [{ dtype: "float32", value: [1, 2] }, "float32", Float32Array.of(1, 2), false],
    [{ dtype: "uint64", value: 2n ** 64n - 1n }, "uint64", BigUint64Array.of(2n ** 64n - 1n), true],
    [{ dtype: "char8", value: "é" }, "char8", Uint8Array.of(0xc3, 0xa9), false],
    [{ dtype: "uchar8", value: Uint8Array.of(255) }, "uchar8", Uint8Array.of(255), false],
  ])("case %#", (value, dtype, values, scalar) => {
    expect(resolveAttribute(value, "a")).toEqual({ dtype, values, scalar });
  });

  it.each<[unknown, ErrorConstructor, string]>([
    [null, TypeError, "a: expected a number, bigint, string"],
    [undefined, TypeError, "got undefined"],
    [{}, TypeError, "got object"],
    [true, TypeError, "got boolean"],
    [[], TypeError, "a: an empty array has no type"],
    [[1, "2"], TypeError, "expected an array of one kind, got number and string"],
    [[true], TypeError, "expected an array of numbers, bigints or strings, got boolean"],
    [2n ** 63n, RangeError, "element 0 is 9223372036854775808, which int64 cannot hold"],
    [{ dtype: "int128", value: 1 }, TypeError, 'a: unknown dtype "int128"'],
    [{ dtype: "int8", value: 128 }, RangeError, "element 0 is 128, which int8 cannot hold"],
    [{ dtype: "float32", value: 1e39 }, RangeError, "element 0 is 1e+39, which float32 cannot hold"],
    [{ dtype: "int8", value: 1, lenght: 2 }, TypeError, 'a: there is no option "lenght"; the options are dtype, value'],
    [{ dtype: "int8", value: 0.5 }, RangeError, "element 0 is 0.5, which int8 cannot hold"],
    [{ dtype: "int8", value: Number.NaN }, RangeError, "element 0 is NaN, which int8 cannot hold"],
    [{ dtype: "int8", value: "text" }, TypeError, "expected int8 values, got a string"],
    [
      { dtype: "int8", value: Int16Array.of(1) },
      TypeError,
      "expected Int8Array or an array of numbers (int8), got int16",
    ],
    [{ dtype: "int8", value: 1n }, TypeError, "element 0 is bigint, expected a number for int8"],
    [{ dtype: "int64", value: 1 }, TypeError, "element 0 is number, expected a bigint for int64"],
  ])("error %#", (value, error, message) => {
    const call = (): unknown => resolveAttribute(value as AttributeInput, "a");
    expect(call).toThrow(error);
    expect(call).toThrow(message);
  });
});
