import { describe, expect, test } from "vitest";
import { arrayNpy, npyHeader } from "../../src/dump/npy.ts";
import { collect, fakeValues } from "../support/values.ts";

describe("npyHeader", () => {
  test.each<[readonly number[], string]>([
    [[], "()"],
    [[3], "(3,)"],
    [[3, 4], "(3, 4)"],
    [Array(32).fill(1000000), `(${Array(32).fill(1000000).join(", ")})`],
  ])("shape %j", (shape, tuple) => {
    const header = npyHeader("<i2", shape);
    const view = new DataView(header.buffer);
    expect([...header.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    expect(header.length % 64).toBe(0);
    expect(view.getUint16(8, true)).toBe(header.length - 10);
    const text = new TextDecoder().decode(header.subarray(10));
    expect(text.trimEnd()).toBe(`{'descr': '<i2', 'fortran_order': False, 'shape': ${tuple}, }`);
    expect(text.at(-1)).toBe("\n");
  });
});

describe("arrayNpy", () => {
  test("the bytes of a part of a buffer, slab by slab", async () => {
    const buffer = Int16Array.of(9, 9, 1, 2, 9);
    const pieces = await collect(arrayNpy(fakeValues([3], buffer.subarray(2, 4), Int16Array.of(-1))));
    const body = Buffer.concat(pieces.slice(1));
    expect([body.readInt16LE(0), body.readInt16LE(2), body.readInt16LE(4), body.length]).toEqual([1, 2, -1, 6]);
  });

  test("text is as long as the longest, counted in code points", async () => {
    const [header, ...rest] = await collect(arrayNpy(fakeValues([2], ["é😀"], [""])));
    expect(new TextDecoder().decode(header!.subarray(10))).toContain("'<U2'");
    const codes = Buffer.concat(rest);
    expect([0, 4, 8, 12].map((at) => codes.readUInt32LE(at))).toEqual([0xe9, 0x1f600, 0, 0]);
  });
});
