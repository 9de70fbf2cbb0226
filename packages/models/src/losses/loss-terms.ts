import type { Tensor } from "@tensorflow/tfjs";
import type { CloudScenario } from "./cloud-scenario.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { focal } from "./focal.ts";
import { type LossOptions, lossSettings } from "./loss-settings.ts";
import type { LossTerms } from "./loss-value.ts";
import { softJaccard } from "./soft-jaccard.ts";

/** A loss at labels, of logits and cloud types as `crossEntropy` takes them. */
export interface LossFunction {
  (logits: Tensor, cloudScenario: CloudScenario): LossTerms;
  /**
   * Is the denominator a matter of the labels alone? Then the gradient of several micro-batches is the sum of those of the
   * numerators, over the sum of the denominators. It is not of `soft_jaccard`, which says how to do it.
   */
  readonly hasFixedDenominator: boolean;
}

/**
 * The loss that the options describe, which are checked here and not at the first batch.
 *
 * @throws TypeError for a kind, a task or an option that there is not; RangeError for numbers that cannot be, as the loss
 * itself has them
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs";
 * import { lossTerms, lossValue } from "@atcs/models";
 *
 * const loss = lossTerms({ kind: "focal", task: "bin_seg_3d", gamma: 1.5 });
 * const logits = tf.variable(tf.zeros([2, 3]));
 * const cloudScenario = Uint8Array.of(0, 0, 7, 255, 1, 0);
 * const { value, grads } = tf.variableGrads(() => lossValue(loss(logits, cloudScenario)));
 * console.log(value.arraySync(), grads[logits.name]?.arraySync());
 * ```
 */
export function lossTerms(options: LossOptions): LossFunction {
  const settings = lossSettings("lossTerms", options);
  const { kind, task } = settings;
  if (kind === "focal") {
    const { alpha, gamma } = options;
    return lossFunction(true, (...batch) =>
      focal(...batch, { task, classWeights: settings.denominator, alpha, gamma }),
    );
  }
  const own = { task, classWeights: settings.classWeights };
  if (kind === "soft_jaccard") return lossFunction(false, (...batch) => softJaccard(...batch, own));
  return lossFunction(true, (...batch) => crossEntropy(...batch, own));
}

function lossFunction(
  hasFixedDenominator: boolean,
  terms: (logits: Tensor, cloudScenario: CloudScenario) => LossTerms,
): LossFunction {
  return Object.assign(terms, { hasFixedDenominator });
}
