import { describe, expect, it } from "vitest";
import { DamagedFileError, UnsupportedError } from "../../../src/errors.ts";
import { describeCoder, readCoder, readCompressionHeader } from "../../../src/hdf4/codecs/index.ts";

const where = { file: "made.hdf", object: "a" };
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

// As libhdf4 writes them for 100 x 50 int16.
const written = {
  rle: "0003000000002710000100000001",
  nbit: "000300000000271000010000000200000016000000000000000600000007",
  skphuff: "00030000000027100001000000030000000200000002",
  deflate: "00030000000027100001000000040006",
};

describe("readCompressionHeader", () => {
  it.each([
    [written.rle, { name: "rle" }],
    [
      written.nbit,
      { name: "nbit", params: { elementSize: 2, signExtend: false, fillOne: false, startBit: 6, bitLength: 7 } },
    ],
    [written.skphuff, { name: "skphuff", skipSize: 2 }],
    [written.deflate, { name: "deflate", level: 6 }],
  ])("reads %s", (hex, coder) => {
    expect(readCompressionHeader(fromHex(hex), where)).toEqual({ uncompressedLength: 10_000, dataRef: 1, coder });
  });

  it("rejects every header that is too short", () => {
    for (const hex of Object.values(written)) {
      const bytes = fromHex(hex);
      for (let length = 0; length < bytes.length; length++) {
        expect(() => readCompressionHeader(bytes.subarray(0, length), where)).toThrow(DamagedFileError);
      }
    }
  });

  it.each([
    ["000400000000271000010000000400060000", "special code 4"],
    ["000300010000271000010000000400060000", "version 1"],
    ["00030000ffffffff00010000000400060000", "length is -1"],
    ["000300000000271000010001000400060000", "model 1"],
    ["00030000000027100001000000020000063f000000000000000600000007", "number type 1599"],
  ])("rejects %s: %s", (hex, message) => {
    expect(() => readCompressionHeader(fromHex(hex), where)).toThrow(message);
    expect(() => readCompressionHeader(fromHex(hex), where)).toThrow(DamagedFileError);
  });
});

describe("readCoder", () => {
  it("reads SZIP, whose options are shown without HDF4's own bit", () => {
    const coder = readCoder(fromHex("00000005000013880000003200010031" + "1008"), where);
    expect(coder).toEqual({
      name: "szip",
      params: { pixels: 5000, pixelsPerScanline: 50, optionsMask: 0x10031, bitsPerPixel: 16, pixelsPerBlock: 8 },
    });
    expect(describeCoder(coder)).toEqual({ name: "szip", parameters: { optionsMask: 0x31, pixelsPerBlock: 8 } });
  });

  it("knows data that is not coded", () => {
    expect(describeCoder(readCoder(fromHex("00000000"), where))).toBeNull();
  });

  it.each([
    [7, UnsupportedError, "JPEG"],
    [12, UnsupportedError, "IMCOMP"],
    [6, DamagedFileError, "coder 6 does not exist"],
    [77, DamagedFileError, "coder 77 does not exist"],
  ])("refuses coder %i", (code, kind, message) => {
    expect(() => readCoder(Uint8Array.of(0, 0, 0, code), where)).toThrow(kind);
    expect(() => readCoder(Uint8Array.of(0, 0, 0, code), where)).toThrow(message);
  });
});
