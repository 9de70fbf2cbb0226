import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { cloudSatBinCount, isBinHeight, selectHeightBins, usualHeightBins } from "../../src/labels/height-bins.ts";

const twoProfiles = Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8);

describe("selectHeightBins", () => {
  test("from the first to before the last, of every profile", () => {
    expect(selectHeightBins(twoProfiles, [1, 3], 4)).toEqual(Int16Array.of(2, 3, 6, 7));
    expect(selectHeightBins(twoProfiles, [0, 4], 4)).toEqual(twoProfiles);
    expect(selectHeightBins(Float32Array.of(1, 2), [1, 2], 2)).toEqual(Float32Array.of(2));
    expect(twoProfiles).toEqual(Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  });

  test("the usual 99 of 125", () => {
    const values = Uint8Array.from({ length: 2 * cloudSatBinCount }, (_, i) => i);
    const selected = selectHeightBins(values, usualHeightBins, cloudSatBinCount);
    expect(selected).toHaveLength(2 * 99);
    expect([selected[0], selected[98], selected[99], selected[197]]).toEqual([4, 102, 129, 227]);
  });

  test.each([[[3, 3]], [[-1, 2]], [[0, 5]], [[0.5, 2]], [[Number.NaN, 2]], [[2, 1]]] as [[number, number]][])(
    "%j of 4 bins is a RangeError",
    (range) => {
      expect(() => selectHeightBins(twoProfiles, range, 4)).toThrow(RangeError);
      expect(() => selectHeightBins(twoProfiles, range, 4)).toThrow(/0 <= start < stop <= 4/);
    },
  );

  test("arrays that are not whole profiles", () => {
    expect(() => selectHeightBins(twoProfiles, [0, 1], 3)).toThrow(ShapeError);
    expect(() => selectHeightBins(twoProfiles, [0, 1], cloudSatBinCount)).toThrow(
      /has 8 elements: .* one profile of 125 height bins/,
    );
    expect(() => selectHeightBins(new Int16Array(0), [0, 1], 4)).toThrow(ShapeError);
    expect(() => selectHeightBins(twoProfiles, [0, 1], 0)).toThrow(RangeError);
    expect(() => selectHeightBins(twoProfiles, [0, 1], 1.5)).toThrow(RangeError);
  });

  test("arguments of another kind", () => {
    const [none, range] = [undefined as unknown as number, [0, 1] as const];
    expect(() => selectHeightBins(twoProfiles, range, none)).toThrow(TypeError);
    expect(() => selectHeightBins([1, 2] as unknown as Int16Array, range, 2)).toThrow(/expected a typed array/);
    expect(() => selectHeightBins(twoProfiles, 1 as unknown as readonly [number, number], 4)).toThrow(TypeError);
  });
});

test.each([
  [-5000, true],
  [0, true],
  [30_000, true],
  [-9999, false],
  [-32768, false],
  [32767, false],
  [Number.NaN, false],
  [null, false],
  ["300", false],
])("%j is a height: %s", (height, expected) => {
  expect(isBinHeight(height as number)).toBe(expected);
});
