import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DamagedFileError } from "../../../src/errors.ts";
import { checkPlausible, longestCoded } from "../../../src/hdf4/codecs/index.ts";

describe("checkPlausible", () => {
  it("accepts the best compression that there is", () => {
    const zeros = deflateSync(new Uint8Array(2 ** 24), { level: 9 });
    expect(() => checkPlausible("deflate", zeros.length, 2 ** 24, {})).not.toThrow();
    expect(() => checkPlausible("rle", 2, 130, {})).not.toThrow();
    expect(() => checkPlausible("none", 10, 10, {})).not.toThrow();
    expect(() => checkPlausible("deflate", 0, 0, {})).not.toThrow();
  });

  it.each([
    ["none", 10, 11],
    ["rle", 2, 131],
    ["skphuff", 10, 81],
    ["nbit", 1, 65],
    ["deflate", 100, 2 ** 31],
    ["szip", 100, 2 ** 31],
  ] as const)("refuses %s: %i bytes for %i", (coder, input, output) => {
    const act = () => checkPlausible(coder, input, output, { file: "made.hdf" });
    expect(act).toThrow(DamagedFileError);
    expect(act).toThrow(`made.hdf: ${input} bytes coded with ${coder}`);
  });
});

describe("longestCoded", () => {
  it("is never shorter than what zlib makes of noise", () => {
    for (const length of [0, 1, 100, 100_000]) {
      const noise = Uint8Array.from({ length }, (_, i) => Math.imul(i, 2654435761) >>> 24);
      for (const level of [0, 1, 9]) {
        expect(deflateSync(noise, { level }).length).toBeLessThanOrEqual(longestCoded("deflate", length));
      }
    }
  });
});
