import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../../src/errors.ts";
import { decodeSzip, type SzipParams } from "../../../src/hdf4/codecs/index.ts";
import { type SzipStream, wrapForHdf4 } from "../../support/szip.ts";

const where = { file: "made.hdf", object: "a" };
const streams = JSON.parse(
  readFileSync(new URL("../../fixtures/szip/streams.json", import.meta.url), "utf8"),
) as SzipStream[];

describe("decodeSzip", () => {
  it.each(streams.map((made) => [made.name, made] as const))("decodes what libaec writes: %s", (_, made) => {
    const { input, params, expected } = wrapForHdf4(made);
    expect(decodeSzip(input, params, expected.length, where)).toEqual(expected);
  });

  const first = wrapForHdf4(streams[0]!);

  it("decodes the beginning only", () => {
    for (const made of streams) {
      const { input, params, expected } = wrapForHdf4(made);
      const length = Math.ceil(expected.length / 4);
      expect(decodeSzip(input, params, length, where)).toEqual(expected.slice(0, length));
    }
  });

  it("refuses far more pixels than are expected before it makes room for them", () => {
    const params: SzipParams = { ...first.params, optionsMask: 16, bitsPerPixel: 64, pixels: 2 ** 31 - 1 };
    const input = new Uint8Array(2_700_000);
    expect(() => decodeSzip(input, params, 4, where)).toThrow("2147483647 pixels of 8 bytes are coded, but only 4");
  });

  it("reads streams without the flag and length in front, as HDF4 4.2r0 wrote them", () => {
    const params = { ...first.params, optionsMask: first.params.optionsMask & 0xffff };
    expect(decodeSzip(first.input.slice(5), params, first.expected.length, where)).toEqual(first.expected);
  });

  it("ignores bytes behind the announced length", () => {
    const longer = new Uint8Array(first.input.length + 9).fill(255);
    longer.set(first.input);
    expect(decodeSzip(longer, first.params, first.expected.length, where)).toEqual(first.expected);
  });

  it("copies what is stored uncompressed", () => {
    const input = Uint8Array.of(1, 0, 0, 0, 4, 10, 11, 12, 13);
    const params: SzipParams = { ...first.params, pixels: 4, bitsPerPixel: 8 };
    expect(decodeSzip(input, params, 4, where)).toEqual(Uint8Array.of(10, 11, 12, 13));
    expect(() => decodeSzip(input, params, 5, where)).toThrow("4 bytes are stored, 5 are expected");
  });

  it("rejects a stream that is cut anywhere, or decodes the same when only filling is cut off", () => {
    for (const made of streams.slice(0, 12)) {
      const { input, params, expected } = wrapForHdf4(made, 0);
      for (let length = 0; length < input.length; length++) {
        let decoded: Uint8Array | undefined;
        try {
          decoded = decodeSzip(input.subarray(0, length), params, expected.length, where);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedFileError);
        }
        if (decoded !== undefined) expect(decoded).toEqual(expected);
      }
    }
  });

  it.each<[Partial<SzipParams>, string]>([
    [{ bitsPerPixel: 0 }, "0 bits per pixel"],
    [{ bitsPerPixel: 33 }, "33 bits per pixel"],
    [{ pixelsPerBlock: 0 }, "0 pixels per block"],
    [{ pixelsPerBlock: 7 }, "7 pixels per block"],
    [{ pixelsPerBlock: 64 }, "64 pixels per block"],
    [{ pixelsPerScanline: 0 }, "0 pixels per scanline"],
    [{ pixelsPerScanline: 2 ** 32 - 1 }, "pixels per scanline"],
    [{ pixels: 2 ** 32 - 1 }, "hold at most"],
    [{ pixels: 3 }, "3 pixels of"],
  ])("rejects parameters %j", (change, message) => {
    const act = () => decodeSzip(first.input, { ...first.params, ...change }, first.expected.length, where);
    expect(act).toThrow(DamagedFileError);
    expect(act).toThrow(message);
  });

  it("gives bytes or DamagedFileError for garbage", () => {
    const params = fc.record({
      optionsMask: fc.constantFrom(0, 16, 32, 48, 0x10000, 0x10030),
      pixelsPerBlock: fc.constantFrom(2, 8, 10, 16, 32),
      pixelsPerScanline: fc.integer({ min: 1, max: 4096 }),
      bitsPerPixel: fc.constantFrom(1, 5, 8, 12, 16, 17, 24, 32, 64),
      pixels: fc.integer({ min: 0, max: 5000 }),
    });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        params,
        fc.integer({ min: 0, max: 5000 }),
        (input, given, length) => {
          try {
            expect(decodeSzip(input, given, length, where)).toHaveLength(length);
          } catch (error) {
            expect(error).toBeInstanceOf(DamagedFileError);
          }
        },
      ),
      { seed: 5, numRuns: 400 },
    );
  });
});
