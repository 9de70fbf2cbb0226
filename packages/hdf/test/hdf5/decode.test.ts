import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NumberLayout, TextLayout } from "../../src/hdf5/datatype.ts";
import { checkTextSize, decodeNumbers, decodeStrings, toArray } from "../../src/hdf5/decode.ts";

const number = (changes: Partial<NumberLayout>): NumberLayout => ({
  kind: "number",
  dtype: "int16",
  size: 2,
  bigEndian: false,
  encoding: "native",
  ...changes,
});

describe("numbers", () => {
  test("big-endian bytes are turned", () => {
    const heap = new Uint8Array([0xff, 0x01, 0x02, 0xfe, 0xff]);
    const place = { heap, address: 1, stride: 2, count: 2, order: 1 };
    const bytes = decodeNumbers(place, number({ bigEndian: true }));
    expect(toArray("int16", bytes)).toEqual(new Int16Array([0x0102, -257]));
    expect([...heap]).toEqual([0xff, 0x01, 0x02, 0xfe, 0xff]);
  });

  test("members of records are gathered", () => {
    const heap = Uint8Array.from({ length: 12 }, (_, i) => i);
    const place = { heap, address: 1, stride: 6, count: 2, order: 3 };
    expect([...decodeNumbers(place, number({ dtype: "uint8", size: 1 }))]).toEqual([1, 2, 3, 7, 8, 9]);
  });

  test.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc500, -5],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x83ff, -(2 ** -14 - 2 ** -24)],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])("half precision %i is %d", (half, value) => {
    const heap = new Uint8Array([half & 255, half >> 8]);
    const place = { heap, address: 0, stride: 2, count: 1, order: 1 };
    const bytes = decodeNumbers(place, number({ dtype: "float32", encoding: "half" }));
    expect(toArray("float32", bytes)[0]).toBe(value);
  });

  test("integers of some bits", () => {
    const field = fc
      .tuple(fc.integer({ min: 1, max: 32 }), fc.nat(31))
      .filter(([precision, offset]) => precision + offset <= 32);
    fc.assert(
      fc.property(field, fc.boolean(), fc.integer(), fc.nat(), ([precision, offset], signed, content, noise) => {
        const value = signed ? BigInt.asIntN(precision, BigInt(content)) : BigInt.asUintN(precision, BigInt(content));
        const mask = ((1n << BigInt(precision)) - 1n) << BigInt(offset);
        const bits = (BigInt(noise) & ~mask) | ((value << BigInt(offset)) & mask);
        const heap = new Uint8Array(4);
        new DataView(heap.buffer).setUint32(0, Number(BigInt.asUintN(32, bits)), true);
        const dtype = signed ? "int32" : "uint32";
        const layout = number({ dtype, size: 4, encoding: { offset, precision } });
        const place = { heap, address: 0, stride: 4, count: 1, order: 1 };
        expect(toArray(dtype, decodeNumbers(place, layout))[0]).toBe(Number(value));
      }),
    );
  });
});

describe("text", () => {
  const fixed = (padding: number): TextLayout => ({ kind: "text", size: 4, variable: false, padding });
  const read = (text: string, padding: number) => {
    const heap = new TextEncoder().encode(text);
    return decodeStrings({ heap, address: 0, stride: 4, count: heap.length / 4, order: 1 }, fixed(padding), () => {});
  };

  test("ends with NUL, or is padded with NUL or blanks", () => {
    expect(read("ab\0xabcd", 0)).toEqual(["ab", "abcd"]);
    expect(read("a\0b\0a   ", 1)).toEqual(["a\0b", "a   "]);
    expect(read("a   a b ", 2)).toEqual(["a", "a b"]);
  });

  test("of variable length is behind a pointer; none is empty", () => {
    const heap = new Uint8Array(32);
    heap.set([16, 0, 0, 0, 0, 0, 0, 0, 29, 0, 0, 0]);
    heap.set(new TextEncoder().encode("grün"), 16);
    heap.set(new TextEncoder().encode("end"), 29);
    const place = { heap, address: 0, stride: 4, count: 3, order: 1 };
    const layout: TextLayout = { kind: "text", size: 4, variable: true, padding: 0 };
    expect(decodeStrings(place, layout, (bytes) => checkTextSize(bytes, 100))).toEqual(["grün", "", "end"]);
    expect(() => decodeStrings(place, layout, (bytes) => checkTextSize(bytes, 7))).toThrow(/more than 7 bytes/);
  });
});
