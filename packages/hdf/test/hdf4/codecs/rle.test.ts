import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../../src/errors.ts";
import { decodeRle } from "../../../src/hdf4/codecs/index.ts";

const where = { file: "made.hdf" };

/** A simple encoder: runs of 3 to 130 equal bytes, everything else in mixes of up to 128. */
function encodeRle(bytes: Uint8Array): Uint8Array {
  const coded: number[] = [];
  let mix: number[] = [];
  const flush = () => {
    if (mix.length > 0) coded.push(mix.length - 1, ...mix);
    mix = [];
  };
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && bytes[end] === bytes[at] && end - at < 130) end++;
    if (end - at >= 3) {
      flush();
      coded.push(0x80 | (end - at - 3), bytes[at]!);
      at = end;
    } else {
      mix.push(bytes[at++]!);
      if (mix.length === 128) flush();
    }
  }
  flush();
  return Uint8Array.from(coded);
}

describe("decodeRle", () => {
  it("repeats runs and copies mixes", () => {
    expect(decodeRle(Uint8Array.of(0x81, 7, 2, 1, 2, 3), 7, where)).toEqual(Uint8Array.of(7, 7, 7, 7, 1, 2, 3));
  });

  it("stops inside a run or mix and ignores what follows", () => {
    expect(decodeRle(Uint8Array.of(0xff, 7, 99, 99), 5, where)).toEqual(Uint8Array.of(7, 7, 7, 7, 7));
    expect(decodeRle(Uint8Array.of(2, 1, 2, 3, 0x80), 2, where)).toEqual(Uint8Array.of(1, 2));
  });

  it.each([
    [[], 1],
    [[0x80], 3],
    [[5, 1, 2], 6],
    [[0x80, 1], 4],
  ])("rejects %j as %i bytes", (input, length) => {
    expect(() => decodeRle(Uint8Array.from(input), length, where)).toThrow(DamagedFileError);
  });

  it("gives back what an encoder was given", () => {
    const runs = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 300 })), { maxLength: 40 });
    fc.assert(
      fc.property(runs, fc.uint8Array(), (parts, tail) => {
        const bytes = Uint8Array.from([...parts.flatMap(([value, count]) => Array(count).fill(value)), ...tail]);
        expect(decodeRle(encodeRle(bytes), bytes.length, where)).toEqual(bytes);
      }),
      { seed: 1 },
    );
  });

  it("gives bytes or DamagedFileError for garbage", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(2000), (input, length) => {
        try {
          expect(decodeRle(input, length, where)).toHaveLength(length);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedFileError);
        }
      }),
      { seed: 2 },
    );
  });
});
