import { add, div, maximum, mul, type Scalar, tidy } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";

/**
 * A loss before its division. Numerators and denominators of several micro-batches are added up, and the sums divided by
 * {@link lossValue}: the result is the loss of all of them together.
 */
export interface LossTerms {
  readonly numerator: Scalar;
  readonly denominator: Scalar;
}

/** Denominators below this count as this, so that the loss of nothing is 0, and so is its gradient. */
const smallestDenominator = 1e-12;

/**
 * The loss: numerator / max(denominator, 1e-12). Without any valid bin it is 0, and its gradient is 0.
 * @returns a scalar
 */
export function lossValue({ numerator, denominator }: LossTerms): Scalar {
  return tidy(() => div(numerator, maximum(denominator, smallestDenominator)) as Scalar);
}

/** A smoothness penalty and its weight. */
export interface WeightedSmoothness {
  /** Of `smoothness`; needed with a weight above 0 only, for which it, and the dense output, need not be computed. */
  readonly smoothness?: LossTerms | undefined;
  /** From 0. @default 0 */
  readonly smoothnessWeight?: number | undefined;
}

/**
 * What training makes small: the loss at labels + smoothnessWeight * the smoothness penalty. This is where that weight
 * enters, after both divisions.
 * @returns a scalar
 * @throws RangeError for a weight that is negative or not finite; TypeError for a weight without a penalty
 */
export function trainingLoss(
  atLabels: LossTerms,
  { smoothness, smoothnessWeight = 0 }: WeightedSmoothness = {},
): Scalar {
  if (!(typeof smoothnessWeight === "number" && smoothnessWeight >= 0 && smoothnessWeight < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`smoothnessWeight is ${describeValue(smoothnessWeight)}: expected a number from 0`);
  }
  if (smoothnessWeight === 0) return lossValue(atLabels);
  if (smoothness === undefined) {
    throw new TypeError(`smoothness is undefined: expected the terms of the penalty that weighs ${smoothnessWeight}`);
  }
  return tidy(() => add(lossValue(atLabels), mul(lossValue(smoothness), smoothnessWeight)) as Scalar);
}
