import {
  add,
  customGrad,
  div,
  less,
  maximum,
  mul,
  neg,
  type Scalar,
  type Tensor,
  tidy,
  where,
  zerosLike,
} from "@tensorflow/tfjs";
import { checkOptions, checkSingleFromZero } from "../_check.ts";

/**
 * A loss before its division. Numerators and denominators of several micro-batches are added up, and the sums divided by
 * {@link lossValue}: the result is the loss of all of them together. Class weights are in both by their quotients alone, the
 * largest from 1 to 2.
 */
export interface LossTerms {
  readonly numerator: Scalar;
  readonly denominator: Scalar;
}

/** Denominators below this count as this, so that the loss of nothing is 0; there is no gradient then. */
const smallestDenominator = 1e-30;

/**
 * The loss: numerator / max(denominator, 1e-30). Where the denominator is below that, as without any valid bin, its gradient
 * is 0.
 * @returns a scalar
 */
export function lossValue({ numerator, denominator }: LossTerms): Scalar {
  // With gradients that need no square of the denominator, which single precision may not hold.
  const operation = customGrad((...args) => {
    const [dividend, divisor, save] = args as unknown as [Tensor, Tensor, (tensors: Tensor[]) => void];
    const value = div(dividend, maximum(divisor, smallestDenominator));
    save([divisor, value]);
    return { value, gradFunc: (dy, saved) => tidy(() => slopes(dy as Tensor, saved as [Tensor, Tensor])) };
  });
  return operation(numerator, denominator) as Scalar;
}

/** By the dividend and the divisor; NaN of a divisor that is NaN. */
function slopes(dy: Tensor, [divisor, value]: [Tensor, Tensor]): Tensor[] {
  // Not 0 times the quotient, which may overflow.
  const ofDividend = where(less(divisor, smallestDenominator), zerosLike(divisor), div(dy, divisor));
  return [ofDividend, neg(mul(ofDividend, value))];
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
 * @throws RangeError for a weight that is negative, or not finite in single precision; TypeError for what is no number, a
 * weight without a penalty, or an option that there is not
 */
export function trainingLoss(atLabels: LossTerms, options: WeightedSmoothness = {}): Scalar {
  checkOptions("trainingLoss", options, ["smoothness", "smoothnessWeight"]);
  const { smoothness, smoothnessWeight = 0 } = options;
  checkSingleFromZero("smoothnessWeight", smoothnessWeight);
  if (smoothnessWeight === 0) return lossValue(atLabels);
  if (smoothness === undefined) {
    throw new TypeError(`smoothness is undefined: expected the terms of the penalty that weighs ${smoothnessWeight}`);
  }
  return tidy(() => add(lossValue(atLabels), mul(lossValue(smoothness), smoothnessWeight)) as Scalar);
}
