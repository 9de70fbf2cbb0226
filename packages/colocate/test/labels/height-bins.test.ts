import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { ShapeError } from "../../src/errors.ts";
import {
  cloudSatBins,
  isTopBinFirst,
  reverseHeightBins,
  selectHeightBins,
  usualHeightBins,
} from "../../src/labels/height-bins.ts";

const twoProfiles = Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8);

describe("selectHeightBins", () => {
  test("from the first to before the last, of every profile", () => {
    expect(selectHeightBins(twoProfiles, [1, 3], 4)).toEqual(Int16Array.of(2, 3, 6, 7));
    expect(selectHeightBins(twoProfiles, [0, 4], 4)).toEqual(twoProfiles);
    expect(selectHeightBins(Float32Array.of(1, 2), [1, 2], 2)).toEqual(Float32Array.of(2));
    expect(twoProfiles).toEqual(Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  });

  test("the usual 99 of 125", () => {
    const values = Uint8Array.from({ length: 2 * cloudSatBins }, (_, i) => i);
    const selected = selectHeightBins(values, usualHeightBins);
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
    expect(() => selectHeightBins(twoProfiles, [0, 1])).toThrow(/has 8 elements: .* one profile of 125 height bins/);
    expect(() => selectHeightBins(new Int16Array(0), [0, 1], 4)).toThrow(ShapeError);
    expect(() => selectHeightBins(twoProfiles, [0, 1], 0)).toThrow(RangeError);
    expect(() => selectHeightBins(twoProfiles, [0, 1], 1.5)).toThrow(RangeError);
  });
});

describe("isTopBinFirst", () => {
  test("the fixture's profiles", () => {
    const { cloud_scenario: profiles } = fixtureJson<{ cloud_scenario: { height_m: number[] }[] }>(
      "granules/expected.json",
    );
    const height = Int16Array.from(profiles.flatMap((profile) => profile.height_m));
    expect(isTopBinFirst(height)).toBe(true);
    expect(isTopBinFirst(reverseHeightBins(height))).toBe(false);
  });

  test("missing heights do not count", () => {
    expect(isTopBinFirst([-9999, -9999, -9999, 300, -9999, 60, -32768, 32767, 9], 3)).toBe(true);
    expect(isTopBinFirst([60, Number.NaN, 300], 3)).toBe(false);
  });

  test("heights that say nothing, or both", () => {
    expect(() => isTopBinFirst([-9999, -9999, 300, -9999], 2)).toThrow(ShapeError);
    expect(() => isTopBinFirst([300, 60, 60, 300], 2)).toThrow(/profile 1 do not run the same way .* bin 1/);
    expect(() => isTopBinFirst([300, 60, 60], 3)).toThrow(ShapeError);
    expect(() => isTopBinFirst([], 3)).toThrow(ShapeError);
  });
});

test("bins are reversed within their profiles, and back", () => {
  expect(reverseHeightBins(twoProfiles, 4)).toEqual(Int16Array.of(4, 3, 2, 1, 8, 7, 6, 5));
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3, maxLength: 30 }), (values) => {
      const whole = values.subarray(0, values.length - (values.length % 3));
      expect(reverseHeightBins(reverseHeightBins(whole, 3), 3)).toEqual(whole.slice());
    }),
  );
});
