import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../../src/errors.ts";
import { decodeRasterRle } from "../../../src/hdf4/codecs/index.ts";

const where = { file: "made.hdf" };

describe("decodeRasterRle", () => {
  it("decodes what DFR8addimage wrote for lines of 5 pixels", () => {
    const coded = Buffer.from("84ec01f383f302fafa02fafa830101018408", "hex");
    const pixels = Buffer.from("ececececf3f3f3f3fafafafa0101010108080808", "hex");
    expect(decodeRasterRle(coded, 20, where)).toEqual(new Uint8Array(pixels));
    expect(decodeRasterRle(coded, 7, where)).toEqual(new Uint8Array(pixels.subarray(0, 7)));
  });

  it("gives bytes or DamagedFileError for garbage", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(2000), (input, length) => {
        try {
          expect(decodeRasterRle(input, length, where)).toHaveLength(length);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedFileError);
        }
      }),
      { seed: 9 },
    );
  });
});
