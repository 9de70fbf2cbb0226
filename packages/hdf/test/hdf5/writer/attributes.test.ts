import type { Group } from "h5wasm/node";
import { beforeAll, expect, test } from "vitest";
import { isHdfError } from "../../../src/errors.ts";
import { open } from "../../../src/open.ts";
import { createHdf5, type Hdf5AttributeInput, type Hdf5FileWriter, MemorySink } from "../../../src/write.ts";
import { datasetOf, roundTrip, writeBytes } from "./_h5wasm.ts";

let file: Hdf5FileWriter;
beforeAll(async () => {
  file = await createHdf5(new MemorySink());
});

/** Value, type (A is ASCII text, S is UTF-8) and shape as h5wasm tells them. */
async function readBack(value: Hdf5AttributeInput) {
  return roundTrip(
    (written) => written.setAttribute("a", value),
    (read) => {
      const { value, dtype, shape } = read.attrs.a!;
      return { value, dtype, shape };
    },
  );
}

test.each<[Hdf5AttributeInput, unknown, string, number[]]>([
  [5, 5, "<d", []],
  [2 ** 31, 2 ** 31, "<d", []],
  [1e-4, 1e-4, "<d", []],
  [-7n, -7n, "<q", []],
  [[1, 2], new Float64Array([1, 2]), "<d", [2]],
  [[1, 2.5], new Float64Array([1, 2.5]), "<d", [2]],
  [[2n ** 62n], new BigInt64Array([2n ** 62n]), "<q", [1]],
  ["degrees_north", "degrees_north", "A13", []],
  ["\u00b5m", "\u00b5m", "S3", []],
  ["", "", "A1", []],
  [["a", "bcd"], ["a", "bcd"], "A3", [2]],
  [new Int8Array([-1, 2]), new Int8Array([-1, 2]), "<b", [2]],
  [new Uint8Array([255]), new Uint8Array([255]), "<B", [1]],
  [new Int16Array([-300]), new Int16Array([-300]), "<h", [1]],
  [new Uint16Array([65535]), new Uint16Array([65535]), "<H", [1]],
  [new Uint32Array([2 ** 32 - 1]), new Uint32Array([2 ** 32 - 1]), "<I", [1]],
  [new BigUint64Array([2n ** 64n - 1n]), new BigUint64Array([2n ** 64n - 1n]), "<Q", [1]],
  [new Float32Array([0.1, Number.NaN]), new Float32Array([0.1, Number.NaN]), "<f", [2]],
  [{ dtype: "int64", value: 32767 }, 32767n, "<q", []],
  [{ dtype: "uint8", value: [1, 2, 3, 4], shape: [2, 2] }, new Uint8Array([1, 2, 3, 4]), "<B", [2, 2]],
  [{ dtype: "float32", value: 5n }, 5, "<f", []],
  [{ dtype: "int16", value: new Int32Array([1, -2]) }, new Int16Array([1, -2]), "<h", [2]],
  [{ dtype: "int16", value: [7], shape: [] }, 7, "<h", []],
  [{ dtype: "string", value: "abc", length: 32 }, "abc", "A32", []],
  [{ dtype: "string", value: ["a", "b"], shape: [2, 1] }, ["a", "b"], "A1", [2, 1]],
  [{ dtype: "string", value: "abc", variableLength: true }, "abc", "A", []],
  [{ dtype: "string", value: ["row", "\u03b8", ""], variableLength: true }, ["row", "\u03b8", ""], "S", [3]],
  [{ dtype: "string", value: ["a", "b"], variableLength: true, shape: [2, 1] }, ["a", "b"], "A", [2, 1]],
  [{ dtype: "string", value: "abc", variableLength: false }, "abc", "A3", []],
])("%o", async (value, expected, dtype, shape) => {
  expect(await readBack(value)).toEqual({ value: expected, dtype, shape });
});

test.each<[unknown, typeof TypeError | typeof RangeError, RegExp]>([
  [null, TypeError, /"\/": attribute "a": expected a number.*got null/],
  [true, TypeError, /expected a number/],
  [[], TypeError, /empty array/],
  [[1, "a"], TypeError, /number and string/],
  [{ dtype: "char8", value: 1 }, TypeError, /got "char8"/],
  [{ dtype: "int8", value: 128 }, RangeError, /128, which int8 cannot hold/],
  [{ dtype: "int8", value: 0.5 }, RangeError, /0\.5/],
  [{ dtype: "int64", value: 0.5 }, RangeError, /0\.5/],
  [{ dtype: "uint64", value: -1 }, RangeError, /-1/],
  [{ dtype: "int8", value: "1" }, TypeError, /is string, expected a number for int8/],
  [{ dtype: "int8", value: [1, 2], shape: [3] }, RangeError, /shape of 2 elements, got \[3\]/],
  [{ dtype: "int8", value: [1, 2], shape: [] }, RangeError, /shape of 2 elements/],
  [{ dtype: "string", value: "abc", length: 2 }, RangeError, /3 bytes or more, below 64 KiB, got 2/],
  [{ dtype: "string", value: "abc", length: 2 ** 40 }, RangeError, /below 64 KiB/],
  [{ dtype: "string", value: 5 }, TypeError, /single value, an array/],
  [{ dtype: "string", value: "abc", length: 3, variableLength: true }, TypeError, /length or variableLength, got both/],
  [{ dtype: "string", value: "a\0b", variableLength: true }, RangeError, /cannot hold NUL/],
  [{ dtype: "string", value: "abc", variableLength: 1 }, TypeError, /variableLength to be true or false, got 1/],
  [{ dtype: "string", value: ["a"], variableLength: true, shape: [2] }, RangeError, /shape of 1 elements/],
  [{ dtype: "int8", value: 1, variableLength: true }, TypeError, /variableLength/],
])("refuses %j", (value, type, message) => {
  const set = () => file.setAttribute("a", value as Hdf5AttributeInput);
  expect(set).toThrow(type);
  expect(set).toThrow(message);
});

test("refuses names that the format does not have", () => {
  expect(() => file.setAttribute("", 1)).toThrow(TypeError);
  expect(() => file.setAttribute("a\0b", 1)).toThrow(/without NUL/);
});

test("an attribute that the object header cannot hold is a LimitError", () => {
  const set = () => file.setAttribute("large", new Uint8Array(65536));
  expect(set).toThrow(/"large" takes \d+ bytes.*room for 65535/);
  try {
    set();
  } catch (error) {
    expect(isHdfError(error, "HDF_LIMIT")).toBe(true);
  }
});

test("the largest attribute that fits is read back", async () => {
  const value = new Uint8Array(65000).fill(7);
  expect((await readBack(value)).value).toEqual(value);
});

test("names with dots, blanks and UTF-8; a second value replaces the first; data may change afterwards", async () => {
  const data = new Int32Array([1, 2, 3]);
  const values = await roundTrip(
    (written) => {
      written.setAttribute("a.b c", 1);
      written.setAttribute("\u03b8\u209b", data);
      written.setAttribute("a.b c", "two");
      data.fill(0);
    },
    ({ attrs }) => Object.entries(attrs).map(([name, { value }]) => [name, value]),
  );
  expect(values).toEqual([
    ["a.b c", "two"],
    ["\u03b8\u209b", new Int32Array([1, 2, 3])],
  ]);
});

test("hundreds of attributes", async () => {
  const names = await roundTrip(
    (written) => {
      for (let i = 0; i < 300; i++) written.setAttribute(`a${i}`, i);
    },
    ({ attrs }) => Object.values(attrs).map(({ value }) => value),
  );
  expect([...names].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 300 }, (_, i) => i));
});

test("texts of variable length beyond what a header, and a collection of the heap, can hold", async () => {
  const long = "\u00e9".repeat(100_000);
  const texts = Array.from({ length: 1000 }, (_, i) => `text ${i} ${"-".repeat(i % 37)}`);
  const values = await roundTrip(
    (written) => {
      const variableLength = true;
      written.setAttribute("long", { dtype: "string", value: long, variableLength });
      written.createGroup("g").setAttribute("texts", { dtype: "string", value: texts, variableLength });
      written.createDataset("d", { dtype: "int8", shape: [1] }).setAttribute("none", {
        dtype: "string",
        value: "",
        variableLength,
      });
    },
    (read) => [
      read.attrs.long!.value,
      (read.get("g") as Group).attrs.texts!.value,
      datasetOf(read, "d").attrs.none!.value,
    ],
  );
  expect(values).toEqual([long, texts, ""]);
});

test("@atcs/hdf reads texts of variable length", async () => {
  const value = ["row", "\u03b8", ""];
  const bytes = await writeBytes((written) =>
    written.setAttribute("texts", { dtype: "string", value, variableLength: true }),
  );
  const read = await open(bytes);
  try {
    expect(read.attributes.texts).toEqual(value);
  } finally {
    await read.close();
  }
});
