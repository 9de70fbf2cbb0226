import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptAngles, omittedAngles } from "../../src/sweep/kept-angles.ts";

describe("slots of fewer angles", () => {
  test.each([
    [1, [6]],
    [2, [3, 10]],
    [3, [2, 6, 11]],
    [4, [1, 5, 8, 12]],
    [8, [0, 2, 4, 6, 7, 9, 11, 13]],
    [14, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
    [15, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
    [16, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]],
  ])("of %i angles", (count, slots) => {
    expect(keptAngles(count)).toEqual(slots);
  });

  test("are so many, rise, lie on both sides of the nadir alike, and are about as far from each other everywhere", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), (count) => {
        const slots = keptAngles(count);
        expect(slots).toHaveLength(count);
        const mirrored = slots.map((slot) => 13 - slot).reverse();
        // The middle one of an odd number has no partner.
        const middle = count % 2 === 1 ? [6, 7] : [];
        expect(slots.filter((slot) => !middle.includes(slot))).toEqual(
          mirrored.filter((slot) => !middle.includes(slot)),
        );
        const gaps = slots.slice(1).map((slot, i) => slot - slots[i]!);
        for (const gap of gaps) expect(Math.abs(gap - 14 / count)).toBeLessThanOrEqual(1);
        expect(gaps.every((gap) => gap > 0)).toBe(true);
      }),
    );
  });

  test("the others are left out", () => {
    expect(omittedAngles(16)).toEqual([]);
    expect(omittedAngles(4)).toEqual([0, 2, 3, 4, 6, 7, 9, 10, 11, 13, 14, 15]);
    for (let count = 1; count <= 16; count++) {
      expect([...keptAngles(count), ...omittedAngles(count)].sort((a, b) => a - b)).toEqual(keptAngles(16));
    }
  });

  test.each([0, 17, 2.5, Number.NaN])("not of %s angles", (count) => {
    expect(() => keptAngles(count)).toThrow(RangeError);
  });
});
