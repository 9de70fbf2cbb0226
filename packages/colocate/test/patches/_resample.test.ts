import { describe, expect, it } from "vitest";
import { resampleCircular, resampleLinear } from "../../src/patches/_resample.ts";
import { missingValue } from "../../src/patches/missing-value.ts";

const { NaN: none } = Number;
const all = 0b1111;

/** One pixel between four of one view; the third is the nearest. */
function resample(
  interpolate: typeof resampleLinear,
  values: number[],
  part: number | undefined,
  { scale = 1, offset = 0 } = {},
): number {
  const out = new Float32Array(3);
  interpolate({ name: "field", data: new Float64Array(4), scale, offset }, Float64Array.from(values), {
    out,
    channels: 3,
    channel: 1,
    pixels: Int32Array.of(0, 1, 2, 3),
    weights: Float64Array.of(0.125, 0.125, 0.5, 0.25),
    nearest: Uint8Array.of(2),
    part: part === undefined ? undefined : Uint8Array.of(part),
  });
  expect([out[0], out[2]]).toEqual([0, 0]);
  return out[1]!;
}

describe("resampleLinear", () => {
  it.each<[string, number[], number | undefined, number]>([
    ["all four", [8, 16, 4, 12], undefined, 8],
    ["all take part", [8, 16, 4, 12], all, 8],
    ["one without a value", [none, 16, 4, 12], undefined, (2 + 2 + 3) / 0.875],
    ["one that takes no part", [800, 16, 4, 12], 0b1110, (2 + 2 + 3) / 0.875],
    ["one each", [800, none, 4, 12], 0b1110, (2 + 3) / 0.75],
    ["the nearest alone", [none, none, 4, none], all, 4],
    ["the nearest without a value", [8, 16, none, 12], all, missingValue],
    ["the nearest takes no part", [8, 16, 4, 12], 0, missingValue],
  ])("%s", (_, values, part, expected) => {
    expect(resample(resampleLinear, values, part)).toBe(Math.fround(expected));
  });

  it("scales the mean of the stored values", () => {
    expect(resample(resampleLinear, [8, 16, 4, 12], undefined, { scale: 0.5, offset: -1 })).toBe(3);
  });
});

describe("resampleCircular", () => {
  it.each<[string, number[], number | undefined, number]>([
    ["through 360", [354, 354, 350, 10], undefined, 356],
    ["through 0", [6, 6, 10, 350], undefined, 4],
    ["one that takes no part", [180, 354, 350, 10], 0b1110, 350 + (0.125 * 4 + 0.25 * 20) / 0.875],
    ["the nearest without a value", [350, 350, none, 350], undefined, missingValue],
    ["the nearest takes no part", [350, 350, 350, 350], 0, missingValue],
  ])("%s", (_, values, part, expected) => {
    expect(resample(resampleCircular, values, part)).toBe(Math.fround(expected));
  });

  it("turns the physical angles, not the stored ones", () => {
    expect(resample(resampleCircular, [177, 177, 175, 5], undefined, { scale: 2 })).toBe(356);
    expect(resample(resampleCircular, [344, 344, 340, 0], undefined, { offset: 10 })).toBe(356);
  });
});
