import fc from "fast-check";
import { expect, test } from "vitest";
import { readNpy } from "../../src/npy/read-npy.ts";
import type { NumpyTypedArray, WritableNumpyArray } from "../../src/npy/types.ts";
import { npyBytes } from "../../src/npy/write-npy.ts";

const bits = { noNaN: false };
const typedArrays: fc.Arbitrary<NumpyTypedArray> = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
  fc.float32Array(bits),
  fc.float64Array(bits),
);

test("a typed array is one dimension, and comes back", () => {
  fc.assert(
    fc.property(typedArrays, (data) => {
      const array = readNpy(npyBytes(data));
      expect(array.data).toStrictEqual(data);
      expect(array.shape).toEqual([data.length]);
    }),
  );
});

test.each<WritableNumpyArray>([
  { dtype: "bool", shape: [3], data: Uint8Array.of(0, 1, 1) },
  { dtype: "complex64", shape: [2, 1], data: Float32Array.of(1, 2, 3, 4) },
  { dtype: "complex128", shape: [], data: Float64Array.of(1, 2) },
  { dtype: "float32", shape: [0, 5], data: new Float32Array(0) },
])("$dtype of shape $shape comes back", (array) => {
  expect(readNpy(npyBytes(array))).toStrictEqual({ ...array, fortranOrder: false });
});

test("a part of a buffer is written as that part", () => {
  expect(readNpy(npyBytes(Int32Array.of(1, 2, 3, 4).subarray(1, 3))).data).toEqual(Int32Array.of(2, 3));
});

test.each<[string, unknown, RegExp]>([
  [
    "data of another type",
    { dtype: "float32", shape: [1], data: Float64Array.of(1) },
    /expected a typed array of float32/,
  ],
  ["plain numbers", { dtype: "float32", shape: [1], data: [1] }, /expected a typed array of float32/],
  ["too few values", { dtype: "float32", shape: [2, 2], data: new Float32Array(3) }, /3 values of float32: expected 4/],
  ["two negative lengths", { dtype: "int8", shape: [-1, -2], data: new Int8Array(2) }, /is no length/],
  ["half complex numbers", { dtype: "complex64", shape: [3], data: new Float32Array(3) }, /expected 6/],
  ["a truth value of 2", { dtype: "bool", shape: [1], data: Uint8Array.of(2) }, /bool element 0 is 2/],
  ["a type that is not written", { dtype: "str", shape: [1], data: ["a"] }, /dtype str: expected one of/],
  ["a clamped array", new Uint8ClampedArray(3), /numpy has no such array/],
  ["a view", new DataView(new ArrayBuffer(2)), /numpy has no such array/],
])("wrong arguments: %s", (_, array, message) => {
  expect(() => npyBytes(array as WritableNumpyArray)).toThrow(message);
});
