import { expect, test } from "vitest";
import { npyHeader, parseNpyHeader } from "../../src/npy/header.ts";
import { npyBytes } from "../../src/npy/write-npy.ts";

test("the header of the first bytes of a file says where its elements lie", () => {
  const header = npyHeader("float32", [100, 100, 294]);
  expect(header.length % 64).toBe(0);
  expect(parseNpyHeader(header)).toEqual({
    version: 1,
    dtype: "float32",
    itemSize: 4,
    littleEndian: true,
    fortranOrder: false,
    shape: [100, 100, 294],
    elementCount: 2_940_000,
    dataOffset: header.length,
  });
});

test("it is the beginning of a whole file", () => {
  const bytes = npyBytes({ dtype: "int16", shape: [2, 1], data: Int16Array.of(1, 2) });
  expect(bytes.slice(0, 128)).toEqual(npyHeader("int16", [2, 1]));
  expect(Array.from(bytes.slice(128))).toEqual([1, 0, 2, 0]);
});

test("what numpy writes, letter for letter", () => {
  const text = (...args: Parameters<typeof npyHeader>) => new TextDecoder().decode(npyHeader(...args).slice(10));
  expect(text("bool", []).trimEnd()).toBe("{'descr': '|b1', 'fortran_order': False, 'shape': (), }");
  expect(text("complex128", [3]).trimEnd()).toBe("{'descr': '<c16', 'fortran_order': False, 'shape': (3,), }");
  expect(text("uint64", [0, 12]).trimEnd()).toBe("{'descr': '<u8', 'fortran_order': False, 'shape': (0, 12), }");
  expect(text("bool", []).at(-1)).toBe("\n");
});

test("wrong arguments", () => {
  expect(() => npyHeader("float16" as "float32", [1])).toThrow(TypeError);
  expect(() => npyHeader("toString" as "float32", [1])).toThrow(TypeError);
  expect(() => npyHeader("float32", [-1])).toThrow(RangeError);
  expect(() => npyHeader("float32", [1.5])).toThrow(RangeError);
  expect(() => npyHeader("float32", [2 ** 30, 2 ** 30])).toThrow(RangeError);
});
