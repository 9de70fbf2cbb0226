import { expect, test } from "vitest";
import { isNumpyArray, PickleTuple } from "../../src/pickle/types.ts";

test("a tuple is an array that knows what it is", () => {
  const tuple = PickleTuple.of(1, 2);
  const [first, second] = tuple;
  expect([first, second]).toEqual([1, 2]);
  expect(Array.isArray(tuple)).toBe(true);
  expect(PickleTuple.of(7)).toHaveLength(1);
  expect(tuple.map((value) => value)).not.toBeInstanceOf(PickleTuple);
});

test("arrays of numpy among values", () => {
  expect(isNumpyArray({ dtype: "int8", shape: [1], data: Int8Array.of(1) })).toBe(true);
  for (const value of [null, undefined, 1, "dtype", [], new Map(), new Uint8Array(3)])
    expect(isNumpyArray(value)).toBe(false);
});
