import { describe, expect, test } from "vitest";
import { makeNdArray } from "../src/_ndarray.ts";
import { type Attributes, isHdfError, type UnpackOptions, unpack } from "../src/index.ts";

const counts = Int16Array.of(-3, -2, -1, 0, 1);

function unpackCounts(attributes: Attributes, options?: UnpackOptions): number[] {
  const { values, valid } = unpack({ name: "x", dtype: "int16", attributes }, makeNdArray(counts, [5]), options);
  expect([...values.data].map((value) => (Number.isNaN(value) ? 0 : 1))).toEqual([...valid.data]);
  return [...valid.data];
}

describe("the missing value of CloudSat", () => {
  test.each([
    [undefined, [1, 0, 1, 1, 1]],
    ["==", [1, 0, 1, 1, 1]],
    ["==\0\0", [1, 0, 1, 1, 1]],
    ["<", [0, 1, 1, 1, 1]],
    ["< \0 ", [0, 1, 1, 1, 1]],
    ["<=", [0, 0, 1, 1, 1]],
    [">=", [1, 0, 0, 0, 0]],
    [">", [1, 1, 0, 0, 0]],
  ])("missop %j: the values for which it holds are not valid", (missop, expected) => {
    const rule = missop === undefined ? {} : { missop };
    expect(unpackCounts({ factor: 2, offset: 1, missing: -2, ...rule })).toEqual(expected);
    expect(unpackCounts({ missing: -2, ...rule }, { convention: "cloudsat" })).toEqual(expected);
  });

  test("it is masked beside _FillValue and missing_value", () => {
    const codes = { factor: 1, _FillValue: 1, missing_value: 0, missing: -2 };
    expect(unpackCounts({ ...codes, missop: "==" })).toEqual([1, 0, 1, 0, 0]);
    expect(unpackCounts({ ...codes, missop: "<=" })).toEqual([0, 0, 1, 0, 0]);
  });

  test("float32 values are compared with it rounded to float32", () => {
    const raw = makeNdArray(Float32Array.of(-999.9, -999.8), [2]);
    for (const missop of ["==", "<="]) {
      const attributes = { factor: 1, missing: -999.9, missop };
      expect([...unpack({ name: "x", dtype: "float32", attributes }, raw).valid.data]).toEqual([0, 1]);
    }
  });

  test("other conventions have none", () => {
    for (const convention of ["cf", "hdf4"] as const) {
      expect(unpackCounts({ missing: -2, missop: "?" }, { convention })).toEqual([1, 1, 1, 1, 1]);
    }
    expect(unpackCounts({ missing: -2 })).toEqual([1, 1, 1, 1, 1]);
  });

  test("without it, missop means nothing", () => {
    expect(unpackCounts({ factor: 1, missop: "?" })).toEqual([1, 1, 1, 1, 1]);
  });

  test.each(["=", "!=", "", " <", 5])("an unknown missop (%j) is an error that names it", (missop) => {
    const expected = `"x": attribute missop must be one of == < <= >= >, got ${JSON.stringify(String(missop))}`;
    expect(() => unpackCounts({ factor: 1, missing: -2, missop })).toThrow(expected);
  });

  test("a limit that is not one number is an error", () => {
    for (const missing of ["-2", Int16Array.of(1, 2)]) {
      expect(() => unpackCounts({ factor: 1, missing, missop: "<" })).toThrow(
        expect.toSatisfy((error) => isHdfError(error, "HDF_UNSUPPORTED") && error.message.includes("missing")),
      );
    }
  });
});
