import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeAxis } from "../../src/report/_axis.ts";
import { linearTicks, logTicks, roundStep } from "../../src/report/_ticks.ts";

const labels = (ticks: readonly { label: string }[]): string[] => ticks.map(({ label }) => label);

test("ticks are round numbers within the range, at most so many and one more for its end", () => {
  expect(labels(linearTicks(0, 1, 5))).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  expect(labels(linearTicks(-1200, 1300, 3))).toEqual(["\u22121,000", "0", "1,000"]);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (from, size) => {
        const values = linearTicks(from, from + size, 6).map(({ value }) => value);
        expect(values.length).toBeLessThanOrEqual(7);
        expect(values.every((value) => value >= from - 1e-6 * size && value <= from + size * (1 + 1e-6))).toBe(true);
      },
    ),
  );
});

test("there are few ticks also where numbers are so large that a step changes nothing", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 4 }), (from, ulps) => {
      const to = from * (1 + ulps * Number.EPSILON);
      expect(linearTicks(from, to, 6).length).toBeLessThanOrEqual(9);
      // Losses of epochs in which nothing was learned differ by rounding alone.
      const axis = makeAxis({ values: [from, to], scale: "linear", mostTicks: 6 });
      expect(new Set(labels(axis.ticks)).size).toBe(axis.ticks.length);
      expect(axis.share(from)).toBeCloseTo(0.5);
    }),
  );
});

test("steps are 1, 2 or 5 times a power of ten", () => {
  expect([0.3, 1.1, 2, 70, 0].map(roundStep)).toEqual([0.5, 2, 2, 100, 1]);
});

test("logarithmic ticks are powers of ten, or more where there are few of them", () => {
  expect(labels(logTicks(1e-6, 1e-3, 5))).toEqual(["10\u207b\u2076", "10\u207b\u2075", "10\u207b\u2074", "0.001"]);
  expect(labels(logTicks(1, 16, 5))).toEqual(["1", "2", "5", "10"]);
  expect(logTicks(1e-12, 1, 4).length).toBeLessThanOrEqual(5);
});

describe("an axis", () => {
  const linear = { values: [], scale: "linear", mostTicks: 4 } as const;

  test("has room beyond its values, also when they are all the same", () => {
    const axis = makeAxis({ ...linear, values: [2, 4] });
    expect([axis.share(2) > 0, axis.share(3), axis.share(4) < 1]).toEqual([true, expect.closeTo(0.5), true]);
    for (const value of [5, 0, -1e-9]) expect(makeAxis({ ...linear, values: [value] }).share(value)).toBeCloseTo(0.5);
  });

  test("goes from 0 to 1 without values, and keeps to a range", () => {
    expect(makeAxis(linear).share(0.25)).toBe(0.25);
    expect(makeAxis({ ...linear, values: [7], range: [0, 10] }).share(7)).toBeCloseTo(0.7);
    for (const range of [
      [1, 1],
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(() => makeAxis({ ...linear, range })).toThrow(RangeError);
    }
  });

  test("of logarithms has no place for 0 and less", () => {
    const axis = makeAxis({ ...linear, values: [0, -1, 0.01, 1], scale: "log" });
    expect([0, -1, 0.01, Number.NaN].map(axis.has)).toEqual([false, false, true, false]);
    expect(axis.share(0.1)).toBeCloseTo(0.5);
  });

  test("takes ticks that are given, as far as they are within", () => {
    const axis = makeAxis({ ...linear, range: [1, 16], scale: "log", ticks: [0, 1, 2, 4, 16, 32] });
    expect(labels(axis.ticks)).toEqual(["1", "2", "4", "16"]);
  });
});
