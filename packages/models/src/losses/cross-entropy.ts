import { neg, softplus, type Tensor } from "@tensorflow/tfjs";
import { checkOptions } from "../_check.ts";
import type { Numbers } from "../model/label-points.ts";
import type { Task } from "../tasks.ts";
import { classWeightsOf } from "./_check.ts";
import { weightedMargins } from "./_weighted-margins.ts";
import type { CloudScenario } from "./cloud-scenario.ts";
import type { LossTerms } from "./loss-value.ts";

/** Options of all losses at labels. */
export interface ClassLossOptions {
  readonly task: Task;
  /**
   * A weight from 0 for each class: 9 of `seg_3d`, 2 (clear, cloudy) of the binary tasks. `effectiveNumberWeights` makes
   * them of the counts of a training set.
   * @default 1 each
   */
  readonly classWeights?: Numbers | undefined;
}

/**
 * Cross entropy, the mean over valid bins weighted by class: the sum of w_t (-log p_t) over the sum of w_t, t being the
 * class of a bin and p_t its probability by softmax or sigmoid. The denominator does not depend on the logits.
 *
 * Unknown bins take no part. Logits must be finite, also those of unknown bins; value and gradient are right at
 * logits of +-1e4 too, and to about 1e-7 absolute for each bin.
 *
 * @param logits as `Network.atLabels` gives them: [P, 9, K] of `seg_3d`, [P, K] of `bin_seg_3d`, [P, 1] of `bin_seg_2d`
 * @param cloudScenario (P, K) cloud types 0 to 8, 255 unknown, of any task
 * @throws TypeError for a task or an option that there is not, logits that are no float32 tensor, or cloud types that are
 * neither a Uint8Array nor an int32 tensor; RangeError for shapes that do not fit together, what is no cloud type, or class
 * weights that are not finite, negative, all 0, or below 1e-30 of the largest but not 0; ModelError MODEL_DEVICE on WebGL
 * without textures of 32-bit floats
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs";
 * import { crossEntropy, lossValue } from "@atcs/models";
 *
 * const logits = tf.tensor2d([[0, 2, -3]]);
 * const terms = crossEntropy(logits, Uint8Array.of(0, 4, 255), { task: "bin_seg_3d" });
 * console.log(lossValue(terms).arraySync()); // (log 2 + log(1 + exp(-2))) / 2 = 0.41
 * ```
 */
export function crossEntropy(logits: Tensor, cloudScenario: CloudScenario, options: ClassLossOptions): LossTerms {
  checkOptions("crossEntropy", options, ["task", "classWeights"]);
  const { task } = options;
  const weights = classWeightsOf(options);
  const margins = { task, numerator: weights, denominator: weights };
  // -log sigmoid(u) = log(1 + exp(-u))
  return weightedMargins(logits, cloudScenario, margins, (u) => softplus(neg(u)));
}
