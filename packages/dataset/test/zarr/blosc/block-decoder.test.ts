import { describe, expect, test } from "vitest";
import { isDatasetError } from "../../../src/errors.ts";
import { simdModule } from "../../../src/zarr/blosc/_simd-module.ts";
import { blockDecoder } from "../../../src/zarr/blosc/block-decoder.ts";

/** Bytes of a length beyond what its four bits of the token hold. */
const extension = (length: number, limit: number): number[] =>
  length < limit ? [] : [...new Array<number>(Math.floor((length - limit) / 255)).fill(255), (length - limit) % 255];

/** Literals, then so many bytes from a distance; a match has at least 4. */
function sequence(literals: readonly number[], distance: number, length: number): number[] {
  const token = (Math.min(literals.length, 15) << 4) | Math.min(length - 4, 15);
  return [
    ...[token, ...extension(literals.length, 15), ...literals],
    ...[distance & 255, distance >> 8, ...extension(length, 19)],
  ];
}

const bytes = (count: number): number[] => Array.from({ length: count }, (_, i) => (i * 37 + 11) & 255);
const last = [0x10, 99];

test("SIMD is what runs here, from a module that every browser compiles at once", () => {
  expect(WebAssembly.validate(simdModule())).toBe(true);
  expect(simdModule().length).toBeLessThan(4096);
});

describe.each([true, false])("with SIMD: %s", (simd) => {
  const decode = blockDecoder(simd);

  test("matches of every short distance, and of lengths around those of vectors", () => {
    for (let distance = 1; distance <= 40; distance++) {
      for (const length of [4, 5, 15, 16, 17, 18, 19, 20, 31, 32, 33, 63, 273, 274, 275, 700]) {
        const literals = bytes(distance + 3);
        const expected = [...literals];
        for (let i = 0; i < length; i++) expected.push(expected[expected.length - distance]!);
        const stream = Uint8Array.from([...sequence(literals, distance, length), ...last]);
        // One as long as its output is not compressed.
        if (stream.length === expected.length + 1) continue;
        const output = new Uint8Array(expected.length + 1);
        decode(stream, output, "noshuffle", 2);
        expect(Buffer.compare(output, Uint8Array.from([...expected, 99]))).toBe(0);
      }
    }
  });

  test.each([0, 1, 14, 15, 16, 269, 270, 271, 5000])("%i literals alone", (count) => {
    const token = [Math.min(count, 15) << 4, ...extension(count, 15)];
    const output = new Uint8Array(count);
    decode(Uint8Array.from([...token, ...bytes(count)]), output, "noshuffle", 1);
    expect(Array.from(output)).toEqual(bytes(count));
  });

  test.each<[string, number[], number]>([
    ["a distance of 0", [...sequence([1, 2], 0, 4), ...last], 100],
    ["a distance to before the block", [...sequence([1, 2], 3, 4), ...last], 100],
    ["a match beyond the end", [...sequence([1, 2], 1, 400)], 20],
    ["literals beyond the end", [0x50, 1, 2, 3, 4, 5], 4],
    ["literals that are cut off", [0x50, 1, 2], 5],
    ["a length that never ends", [0xf0, ...new Array<number>(50).fill(255)], 1000],
    ["a distance that is cut off", [0x10, 1, 1], 20],
    ["too few bytes", [...sequence([1, 2], 1, 5), ...last], 9],
    ["nothing", [], 5],
  ])("%s is a damaged block", (_, stream, length) => {
    let error: unknown;
    try {
      decode(Uint8Array.from(stream), new Uint8Array(length), "noshuffle", 1);
    } catch (caught) {
      error = caught;
    }
    expect(isDatasetError(error, "DATASET_INSTANCE")).toBe(true);
    expect(String(error)).toContain("a block of LZ4 is damaged");
  });
});
