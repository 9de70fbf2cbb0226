import { polderCodes, polderFields } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { fieldRange } from "../../src/validate/_field-ranges.ts";

const smallest = { int8: -128, uint8: 0, int16: -32768, uint16: 0, int32: -(2 ** 31) };

describe("the counts of the granules lie within, their codes for no value beyond or at the end", () => {
  const packed = [...polderFields].filter(([, { dtype, scale }]) => dtype !== undefined && scale !== undefined);

  test.each(packed)("%s", (name, { dtype, scale = 1 }) => {
    const [least, most] = fieldRange(name);
    const isAngle = name === "phi";
    expect(least).toBeLessThanOrEqual(smallest[dtype!] * scale);
    const { fill } = polderCodes[dtype as keyof typeof polderCodes];
    expect(most).toBeGreaterThanOrEqual(isAngle ? 360 : (fill - 1) * scale);
    expect(least).not.toBeNaN();
  });
});

test("a field that is not known may be anything finite", () => {
  expect(fieldRange("brightness")).toEqual([-Number.MAX_VALUE, Number.MAX_VALUE]);
  expect(fieldRange("Nviews")[1]).toBeCloseTo(16, 2);
});
