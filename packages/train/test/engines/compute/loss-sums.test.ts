import fc from "fast-check";
import { expect, test } from "vitest";
import { addSums, gradientFactors, lossOf, noLoss } from "../../../src/engines/compute/loss-sums.ts";

const sums = fc.record({
  numerator: fc.double({ min: -100, max: 100, noNaN: true }),
  denominator: fc.double({ min: 0.1, max: 100, noNaN: true }),
  smoothnessNumerator: fc.double({ min: 0, max: 100, noNaN: true }),
  smoothnessDenominator: fc.double({ min: 1, max: 100, noNaN: true }),
});

test("the factors are the derivatives of the loss by each sum", () => {
  fc.assert(
    fc.property(sums, fc.double({ min: 0, max: 2, noNaN: true }), (at, weight) => {
      const factors = gradientFactors(at, weight);
      const slope = (name: "numerator" | "denominator" | "smoothnessNumerator"): number => {
        const h = 1e-5;
        const [up, down] = [
          { ...at, [name]: at[name] + h },
          { ...at, [name]: at[name] - h },
        ];
        return (lossOf(up, weight) - lossOf(down, weight)) / (2 * h);
      };
      const close = (found: number, expected: number) =>
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(expected)));
      close(factors.numerator, slope("numerator"));
      close(factors.denominator, slope("denominator"));
      close(factors.smoothness, slope("smoothnessNumerator"));
    }),
  );
});

test("of nothing the loss is 0, and so is what it does to weights", () => {
  expect(lossOf(noLoss, 0.5)).toBe(0);
  const { numerator, ...others } = gradientFactors(noLoss, 0);
  expect(others).toEqual({ denominator: 0, smoothness: 0 });
  // In single precision too, so that 0 times it is 0.
  expect(Number.isFinite(Math.fround(numerator))).toBe(true);
});

test("sums add up", () => {
  const one = { numerator: 1, denominator: 2, smoothnessNumerator: 3, smoothnessDenominator: 4 };
  expect(addSums(addSums(noLoss, one), one)).toEqual({
    numerator: 2,
    denominator: 4,
    smoothnessNumerator: 6,
    smoothnessDenominator: 8,
  });
});

test("what is not a number stays so", () => {
  expect(lossOf({ ...noLoss, denominator: Number.NaN }, 0)).toBeNaN();
});
