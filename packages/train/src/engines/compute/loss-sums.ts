/** The loss at labels before its division. */
export interface LabelSums {
  readonly numerator: number;
  readonly denominator: number;
}

/** Sums over micro-batches, before any division. */
export interface LossSums extends LabelSums {
  /** Of the smoothness penalty; 0 and 0 without one. */
  readonly smoothnessNumerator: number;
  readonly smoothnessDenominator: number;
}

/** By what the gradient of each sum is multiplied; all of them together are the gradient of the loss. */
export interface GradientFactors {
  readonly numerator: number;
  readonly denominator: number;
  readonly smoothness: number;
}

/** Sums of nothing. */
export const noLoss: LossSums = /* @__PURE__ */ Object.freeze({
  numerator: 0,
  denominator: 0,
  smoothnessNumerator: 0,
  smoothnessDenominator: 0,
});

/** Denominators below this count as this, as `lossValue` of `@atcs/models` has it. */
const smallestDenominator = 1e-30;

export function addSums(a: LossSums, b: LossSums): LossSums {
  return {
    numerator: a.numerator + b.numerator,
    denominator: a.denominator + b.denominator,
    smoothnessNumerator: a.smoothnessNumerator + b.smoothnessNumerator,
    smoothnessDenominator: a.smoothnessDenominator + b.smoothnessDenominator,
  };
}

/** The loss at labels, as `lossValue` of `@atcs/models` has it: of nothing it is 0. */
export function labelLossOf({ numerator, denominator }: LabelSums): number {
  return numerator / atLeast(denominator);
}

/** The loss at labels and the weighted penalty, as `trainingLoss` of `@atcs/models`. */
export function lossOf(sums: LossSums, smoothnessWeight: number): number {
  const atLabels = labelLossOf(sums);
  if (smoothnessWeight === 0) return atLabels;
  return atLabels + (smoothnessWeight * sums.smoothnessNumerator) / atLeast(sums.smoothnessDenominator);
}

/** d(N / D) = (dN - N / D dD) / D, and the penalty's share, whose denominator does not depend on weights. */
export function gradientFactors(sums: LossSums, smoothnessWeight: number): GradientFactors {
  const { numerator, denominator } = sums;
  const divisor = atLeast(denominator);
  return {
    numerator: 1 / divisor,
    // A denominator that counts as the smallest one is a constant.
    denominator: denominator < smallestDenominator ? 0 : -numerator / divisor / divisor,
    smoothness: smoothnessWeight / atLeast(sums.smoothnessDenominator),
  };
}

/** NaN stays NaN. */
function atLeast(denominator: number): number {
  return Math.max(denominator, smallestDenominator);
}
