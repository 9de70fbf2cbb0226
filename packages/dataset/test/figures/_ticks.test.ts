import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latText, lonText, numberText, roundStep, stepDigits, ticks } from "../../src/figures/_ticks.ts";

describe("ticks", () => {
  test.each([
    [0, 18, 6, [0, 5, 10, 15]],
    [0, 18, 9, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]],
    [0, 620, 7, [0, 100, 200, 300, 400, 500, 600]],
    [-5, 5, 2, [-5, 0, 5]],
    [0.1, 0.35, 3, [0.1, 0.2, 0.3]],
  ])("from %d to %d, at most about %d", (from, to, most, expected) => {
    const found = ticks(from, to, most);
    expect(found).toHaveLength(expected.length);
    for (const [i, tick] of found.entries()) expect(tick).toBeCloseTo(expected[i]!, 10);
  });

  test("they are within their range, and few", () => {
    const range = fc.tuple(
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 30 }), ([from, length], most) => {
        const found = ticks(from, from + length, most);
        expect(found.length).toBeLessThanOrEqual(most + 1);
        for (const tick of found) expect(tick >= from - 1e-6 * length && tick <= from + length * 1.000001).toBe(true);
      }),
    );
  });
});

test("steps of 1, 2 and 5", () => {
  expect([0.9, 1, 1.1, 2, 2.1, 5.1, 30, 0].map(roundStep)).toEqual([1, 1, 2, 2, 5, 10, 50, 1]);
});

test("numbers", () => {
  expect([0, 999, 1000, 1234567, -12].map((value) => numberText(value))).toEqual([
    "0",
    "999",
    "1,000",
    "1,234,567",
    "\u221212",
  ]);
  expect([numberText(2.5, 1), numberText(2, 1), numberText(-0.01, 1)]).toEqual(["2.5", "2", "0"]);
});

test("degrees", () => {
  expect([12.34, -12.34, 0, 0.04].map((lat) => latText(lat, 1))).toEqual(["12.3° N", "12.3° S", "0°", "0°"]);
  expect([90, -90, 180, -180, 0].map((lon) => lonText(lon))).toEqual(["90° E", "90° W", "180°", "180°", "0°"]);
});

test("digits of the multiples of a step", () => {
  expect([500, 1, 0.5, 0.3 - 0.2, 0.05, 2e-3, 1e-30].map(stepDigits)).toEqual([0, 0, 1, 1, 2, 3, 9]);
});
