import { exp, mul, neg, softplus, type Tensor } from "@tensorflow/tfjs";
import { checkOptions } from "../_check.ts";
import type { Numbers } from "../model/label-points.ts";
import { focalSettings } from "./_focal-settings.ts";
import { weightedMargins } from "./_weighted-margins.ts";
import type { CloudScenario } from "./cloud-scenario.ts";
import type { ClassLossOptions } from "./cross-entropy.ts";
import type { LossTerms } from "./loss-value.ts";

/** Options of {@link focal}. */
export interface FocalOptions extends ClassLossOptions {
  /** The factor of each class, from 0. @default 0.5 of class 0, and the other half in equal shares of the others */
  readonly alpha?: Numbers | undefined;
  /** How much less right bins count, from 0. @default 2 */
  readonly gamma?: number | undefined;
}

/**
 * Focal loss (Lin et al. 2017, "Focal loss for dense object detection"): the sum of w_t alpha_t (1 - p_t)^gamma (-log p_t)
 * over the sum of w_t, as `crossEntropy` otherwise. alpha plays the part of class weights and is not in the
 * denominator; with class weights of 1 that is the number of valid bins.
 *
 * @param logits as of `crossEntropy`
 * @param cloudScenario as of `crossEntropy`
 * @throws as `crossEntropy`; RangeError for a gamma or alpha that is negative, or not finite in single precision; TypeError
 * for a gamma that is no number
 */
export function focal(logits: Tensor, cloudScenario: CloudScenario, options: FocalOptions): LossTerms {
  checkOptions("focal", options, ["task", "classWeights", "alpha", "gamma"]);
  const { gamma, ...weights } = focalSettings(options);
  // 1 - sigmoid(u) = exp(-softplus(u)): no power of a base that may be 0, whose gradient is not finite for all gamma.
  const lossOf = (u: Tensor): Tensor => mul(exp(mul(softplus(u), -gamma)), softplus(neg(u)));
  return weightedMargins(logits, cloudScenario, weights, lossOf);
}
