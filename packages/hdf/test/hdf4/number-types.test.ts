import { describe, expect, it } from "vitest";
import { DamagedFileError, UnsupportedError } from "../../src/errors.ts";
import { decodeNumbers, parseNumberType, parseNumberTypeElement } from "../../src/hdf4/number-types.ts";

const where = { file: "f" };

describe("number types", () => {
  it.each([
    [22, "int16", false],
    [0x4016, "int16", true],
    [0x1016, "int16", true],
    [6, "float64", false],
    [26, "int64", false],
    [0x401b, "uint64", true],
  ] as const)("%i is %s, little-endian: %s", (code, dtype, littleEndian) => {
    expect(parseNumberType(code, where)).toMatchObject({ dtype, littleEndian });
  });

  it.each([0, 7, 28, 0x2016, 65535])("%i is none", (code) => {
    expect(() => parseNumberType(code, where)).toThrow(UnsupportedError);
  });

  it("reads DFTAG_NT elements", () => {
    expect(parseNumberTypeElement(Uint8Array.of(1, 22, 16, 1), where)).toMatchObject({
      dtype: "int16",
      littleEndian: false,
    });
    expect(parseNumberTypeElement(Uint8Array.of(1, 22, 16, 4), where)).toMatchObject({
      dtype: "int16",
      littleEndian: true,
    });
    expect(() => parseNumberTypeElement(Uint8Array.of(1, 5, 32, 2), where)).toThrow("machine format 2");
    expect(() => parseNumberTypeElement(Uint8Array.of(1, 5), where)).toThrow(DamagedFileError);
  });

  it("decodes 64-bit integers, which the library cannot write", () => {
    const bytes = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe);
    const type = { dtype: "int64", size: 8, littleEndian: false } as const;
    expect(decodeNumbers(bytes, type)).toEqual(BigInt64Array.of(-2n));
    expect(decodeNumbers(bytes, { ...type, dtype: "uint64", littleEndian: true })).toEqual(
      BigUint64Array.of(0xfeffffffffffffffn),
    );
  });
});
